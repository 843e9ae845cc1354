package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The gate on one event loop: the turn that is under way, and the passages that are open. All
 * methods belong to the loop's thread.
 */
public final class Lane {
  private final Gate gate;
  private final Book usual;
  private final Map<Durability, Book> levels = new EnumMap<>(Durability.class);
  private final List<Book> books = new ArrayList<>();
  private final Executor loop;
  private final Runnable wake;
  private final Scribe.Reader answering = this::answer;
  private final Set<Passage> open = new LinkedHashSet<>();
  private boolean woken;
  private long reviews;

  Lane(Gate gate, Segments segments, Executor loop, Runnable wake) {
    this.gate = gate;
    this.loop = loop;
    this.wake = wake;
    this.usual = book(segments.usual());
    segments
        .levels()
        .forEach((level, segment) ->
            levels.put(level, segment == segments.usual() ? usual : book(segment)));
  }

  private Book book(Ledger.Segment segment) {
    Book book = new Book(segment, new Scribe(segment, gate.clock(), loop, gate.limits()));
    books.add(book);
    return book;
  }

  /** The book that a target's entries belong to: what they survive is the target's own. */
  private Book book(Rules rules, String target) {
    Optional<Durability> level = rules.durability(target);
    if (level.isEmpty()) {
      return usual;
    }
    Book book = levels.get(level.get());
    if (book == null) {
      throw new IllegalStateException("no segment of level " + level.get() + " is open");
    }
    return book;
  }

  /** The rules in force: their lexicons are what an operation is described with. */
  public Rules rules() {
    return gate.rules();
  }

  /** Fixes an operation and what its viewer may not see, on the rules in force. */
  public Draft draft(Description description) {
    Rules rules = gate.rules();
    Optional<Policy.Part> part = description.part();
    Optional<Lexicon> lexicon = rules.lexicon(description.operation().target());
    Masking masking =
        part.isEmpty() || lexicon.isEmpty()
            ? Masking.NONE
            : rules
                .policy()
                .masking(
                    description.visit().signIn().principal(),
                    lexicon.get(),
                    part.get(),
                    facts(description, now()));
    return new Draft(description, masking, rules);
  }

  /** What an admission would answer now. Writes nothing. */
  public Preview preview(Description description) {
    Instant now = now();
    if (gate.standing().objection(description.visit(), now).isPresent()) {
      return Preview.REFUSE;
    }
    return switch (gate.rules().policy().decide(description.operation(), facts(description, now))) {
      case Decision.Allow allow -> Preview.PASS;
      case Decision.Hold hold -> Preview.HOLD;
      case Decision.Deny deny -> Preview.REFUSE;
    };
  }

  /**
   * Asks for a passage. The verdict comes to the asker when the turn has ended and the ledger has
   * taken the entry.
   *
   * @param forwarded what would be sent
   */
  public void admit(Draft draft, Forwarded forwarded, Asker asker, long ticket) {
    Instant now = now();
    Description description = draft.description();
    Admission.Caller caller = new Admission.Caller(asker, ticket);
    Optional<Revocation> against = beforePolicy(draft, now);
    if (against.isPresent()) {
      turnAway(description, Denial.unasked(against.get()), caller);
      return;
    }
    long epoch = draft.rules().epoch();
    switch (draft.rules().policy().decide(description.operation(), facts(description, now))) {
      case Decision.Allow allow -> {
        Book book = book(draft.rules(), description.operation().target());
        EntryId id = book.segment().next();
        Admission admission = new Admission(id, draft, forwarded, now, reviews, caller);
        Leaf.Decided decided = new Leaf.Decided("allow", allow.rules(), epoch);
        book.turn().admit(admission, book.leaves().admitted(admission, decided));
        wakeUp();
      }
      case Decision.Hold hold -> turnAway(description, Denial.of(hold, epoch), caller);
      case Decision.Deny deny -> turnAway(description, Denial.of(deny, epoch), caller);
    }
  }

  /**
   * Records that a session itself turns an operation away, and answers it like every other refusal.
   */
  public void refuse(Description description, Revocation why, Asker asker, long ticket) {
    turnAway(description, Denial.unasked(why), new Admission.Caller(asker, ticket));
  }

  /**
   * Records that a passage has ended: the target answered, or can no longer act on it. Later calls
   * do nothing.
   */
  public void close(Passage passage, Ending ending) {
    Optional<Revocation> why = passage.revocation();
    if (!passage.close()) {
      return;
    }
    if (passage.lane() == this) {
      open.remove(passage);
    } else {
      passage.lane().soon(() -> passage.lane().open.remove(passage));
    }
    Leaf.End end =
        why.isPresent() && ending.end() != Leaf.End.ANSWERED ? Leaf.End.REVOKED : ending.end();
    Book book = book(passage.rules(), passage.description().operation().target());
    book.turn().write(book.leaves().closed(passage, end, ending, now()));
    wakeUp();
  }

  /** Records something that happened to the gateway itself. */
  public void note(String by, String what, Map<String, String> about) {
    EntryId id = usual.segment().next();
    usual.turn().write(Entry.of(new Leaf.Noted(id, now(), by, what, about)));
    wakeUp();
  }

  /**
   * Ends a turn: writes what it left, once for each level, and gives the answers that rest on it:
   * on the stack of this call where the ledger answers at once, in a later turn where it waits for
   * a disk. No answer waits for the disk of another level.
   */
  public void turn() {
    woken = false;
    Turn ending = usual.end(answering);
    for (Book book : books) {
      if (book != usual) {
        book.end(answering);
      }
    }
    ending.ended();
  }

  /** The gate's clock. */
  public Instant now() {
    return gate.clock().instant();
  }

  /** How many passages are open on this lane. */
  public int openPassages() {
    return open.size();
  }

  /** Runs work on the loop and completes when the turn that it began has ended. */
  CompletableFuture<Void> soon(Runnable work) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try {
      loop.execute(() -> {
        work.run();
        usual.turn().completes(ended);
        wakeUp();
      });
    } catch (RejectedExecutionException stopped) {
      // A loop that has stopped takes no task and can act on nothing.
      ended.complete(null);
    }
    return ended;
  }

  /** Takes back what would no longer be given. */
  void review(boolean policyToo) {
    reviews++;
    Instant now = now();
    for (Passage passage : List.copyOf(open)) {
      Optional<Revocation> why = against(passage, policyToo, now);
      if (why.isPresent() && passage.revoke(why.get())) {
        passage.asker().revoked(passage, why.get());
      }
    }
  }

  private Optional<Revocation> against(Passage passage, boolean policyToo, Instant now) {
    Description description = passage.description();
    Optional<Standing.Objection> objection = gate.standing().objection(description.visit(), now);
    if (objection.isPresent()) {
      return Optional.of(Reasons.told(objection.get()));
    }
    if (!policyToo) {
      return Optional.empty();
    }
    Rules rules = gate.rules();
    String target = description.operation().target();
    Optional<String> place = rules.lexicon(target).map(Lexicon::place);
    if (place.isEmpty()) {
      return Optional.of(Reasons.NO_TARGET);
    }
    if (!passage.draft().rules().lexicon(target).map(Lexicon::place).equals(place)) {
      return Optional.of(Reasons.MOVED);
    }
    boolean allowed =
        rules.policy().decide(description.operation(), facts(description, now))
            instanceof Decision.Allow;
    boolean sameView = allowed && draft(description).masking().equals(passage.masking());
    return sameView ? Optional.empty() : Optional.of(Reasons.CHANGED);
  }

  /** What stands against an admission whatever policy says. */
  private Optional<Revocation> beforePolicy(Draft draft, Instant now) {
    Description description = draft.description();
    Optional<Standing.Objection> objection = gate.standing().objection(description.visit(), now);
    if (objection.isPresent()) {
      return Optional.of(Reasons.told(objection.get()));
    }
    if (draft.rules() != gate.rules() || description.epoch() != draft.rules().epoch()) {
      return Optional.of(Reasons.STALE);
    }
    if (full()) {
      return Optional.of(Reasons.FULL);
    }
    if (draft.rules().lexicon(description.operation().target()).isEmpty()) {
      return Optional.of(Reasons.NO_TARGET);
    }
    return Optional.empty();
  }

  private void turnAway(Description description, Denial denial, Admission.Caller caller) {
    Book book = book(gate.rules(), description.operation().target());
    EntryId id = book.segment().next();
    if (book.turn().entries().size() < gate.limits().entriesPerTurn() * 2) {
      book.turn().write(book.leaves().refused(id, now(), description, denial));
    } else {
      book.scribe().skip();
    }
    Revocation why = denial.why();
    book.turn().refuse(caller, new Refusal(id, why.code(), why.reason(), denial.decided().rules()));
    wakeUp();
  }

  private void answer(Turn written, boolean durable) {
    for (Admission admission : written.admissions()) {
      admission.caller().hears(durable ? mint(admission) : Reasons.ledgerDown(admission.id()));
    }
    written.answer();
  }

  /**
   * Gives the passage, now that the entry is written. A lock or a reload that came in between must
   * not be slipped past: then the entry is closed again and nothing was forwarded.
   */
  private Verdict mint(Admission admission) {
    Passage passage = new Passage(admission, this);
    Optional<Revocation> overtaken =
        admission.reviews() == reviews ? Optional.empty() : against(passage, true, now());
    if (overtaken.isPresent()) {
      Revocation why = overtaken.get();
      passage.revoke(why);
      close(passage, Ending.of(Leaf.End.REVOKED));
      return new Refusal(admission.id(), why.code(), why.reason(), List.of());
    }
    open.add(passage);
    return passage;
  }

  private boolean full() {
    int coming = open.size();
    int owed = 0;
    int entries = 0;
    for (Book book : books) {
      coming += book.coming();
      owed += book.scribe().owed();
      entries += book.turn().entries().size();
    }
    return coming >= gate.limits().openPassages()
        || coming + owed >= gate.limits().owedClosings()
        || entries >= gate.limits().entriesPerTurn();
  }

  private void wakeUp() {
    if (!woken) {
      woken = true;
      wake.run();
    }
  }

  static Facts facts(Description description, Instant now) {
    return new Facts(now, description.visit().session(), false);
  }
}
