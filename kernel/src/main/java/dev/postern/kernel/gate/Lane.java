package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The gate on one event loop: this turn's entries and answers, and the passages that are open. All
 * methods belong to the loop's thread.
 */
public final class Lane {
  private final Gate gate;
  private final Ledger.Segment segment;
  private final LeafMaker leaves;
  private final Executor loop;
  private final Runnable wake;
  private final Set<Passage> open = new LinkedHashSet<>();
  private final List<Admission> admissions = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final ArrayDeque<Entry> owed = new ArrayDeque<>();
  private final List<CompletableFuture<Void>> turnWaiters = new ArrayList<>();
  private long refusalsNotWritten;
  private boolean woken;
  private long reviews;
  private int waiting;

  Lane(Gate gate, Ledger.Segment segment, Executor loop, Runnable wake) {
    this.gate = gate;
    this.segment = segment;
    this.leaves = new LeafMaker(segment);
    this.loop = loop;
    this.wake = wake;
  }

  /** An admission that waits for the end of the turn. */
  record Admission(
      EntryId id,
      Draft draft,
      Forwarded forwarded,
      Instant at,
      long reviews,
      Asker asker,
      long ticket) {}

  private record Answer(Asker asker, long ticket, Refusal refusal) {}

  /** The rules in force: their lexicons are what an operation is described with. */
  public Rules rules() {
    return gate.rules();
  }

  /** Fixes an operation and what its viewer may not see, on the rules in force. */
  public Draft draft(Description description) {
    Rules rules = gate.rules();
    Masking masking =
        description
            .part()
            .flatMap(part ->
                rules
                    .lexicon(description.operation().target())
                    .map(lexicon ->
                        rules
                            .policy()
                            .masking(
                                description.visit().signIn().principal(),
                                lexicon,
                                part,
                                facts(description, now()))))
            .orElse(Masking.NONE);
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
    Optional<Standing.Objection> objection = gate.standing().objection(description.visit(), now);
    if (objection.isPresent()) {
      Revocation why = Reasons.told(objection.get());
      turnAway(description, Reasons.NOT_ASKED, why, asker, ticket);
      return;
    }
    if (draft.rules() != gate.rules() || description.epoch() != draft.rules().epoch()) {
      turnAway(description, Reasons.NOT_ASKED, Reasons.STALE, asker, ticket);
      return;
    }
    if (full()) {
      turnAway(description, Reasons.NOT_ASKED, Reasons.FULL, asker, ticket);
      return;
    }
    if (draft.rules().lexicon(description.operation().target()).isEmpty()) {
      turnAway(description, Reasons.NOT_ASKED, Reasons.NO_TARGET, asker, ticket);
      return;
    }
    switch (draft.rules().policy().decide(description.operation(), facts(description, now))) {
      case Decision.Allow allow -> {
        Admission admission =
            new Admission(segment.next(), draft, forwarded, now, reviews, asker, ticket);
        admissions.add(admission);
        entries.add(leaves.admitted(admission, decided("allow", allow.rules(), draft.rules())));
        wakeUp();
      }
      case Decision.Hold hold ->
          turnAway(
              description,
              decided("hold", hold.rules(), draft.rules()),
              new Revocation(
                  Refusal.Code.UNAPPROVABLE,
                  "this needs an approval by "
                      + String.join(
                          " and ",
                          hold.approvals().stream().map(Decision.Approval::reviewers).toList())
                      + ", and approvals are not available yet"),
              asker,
              ticket);
      case Decision.Deny deny ->
          turnAway(
              description,
              decided("deny", deny.rules(), draft.rules()),
              new Revocation(Refusal.Code.DENIED, deny.reason()),
              asker,
              ticket);
    }
  }

  /**
   * Records that a session itself turns an operation away, and answers it like every other refusal.
   */
  public void refuse(
      Description description, Refusal.Code code, String reason, Asker asker, long ticket) {
    turnAway(description, Reasons.NOT_ASKED, new Revocation(code, reason), asker, ticket);
  }

  /**
   * Records that a passage has ended: the target answered, or can no longer act on it. Later calls
   * do nothing.
   */
  public void close(Passage passage, Ending ending) {
    Revocation why = passage.revocation();
    if (!passage.close()) {
      return;
    }
    if (passage.lane() == this) {
      open.remove(passage);
    } else {
      passage.lane().soon(() -> passage.lane().open.remove(passage));
    }
    Instant now = now();
    Leaf.End end =
        why != null && ending.end() != Leaf.End.ANSWERED ? Leaf.End.REVOKED : ending.end();
    Leaf.Outcome outcome =
        new Leaf.Outcome(
            end,
            ending.status(),
            ending.error(),
            ending.failed(),
            ending.counts(),
            Duration.between(passage.admitted(), now));
    Leaf leaf = new Leaf.Closed(segment.next(), now, passage.id(), outcome);
    List<Recording> kept =
        ending.shown() instanceof Value.Null
            ? List.of()
            : List.of(
                new Recording(
                    passage.id(), Recording.Side.SHOWN, new byte[0], new byte[0], ending.shown()));
    entries.add(new Entry(leaf, kept));
    wakeUp();
  }

  /** Records something that happened to the gateway itself. */
  public void note(String by, String what, Map<String, String> about) {
    entries.add(Entry.of(new Leaf.Noted(segment.next(), now(), by, what, about)));
    wakeUp();
  }

  /**
   * Ends a turn: writes what it left, once, and gives the answers that rest on it: on the stack of
   * this call where the ledger answers at once, in a later turn where it waits for a disk.
   */
  public void turn() {
    woken = false;
    Turn turn =
        new Turn(
            List.copyOf(owed),
            List.copyOf(entries),
            refusalsNotWritten,
            List.copyOf(admissions),
            List.copyOf(answers));
    List<CompletableFuture<Void>> waiters = List.copyOf(turnWaiters);
    owed.clear();
    entries.clear();
    refusalsNotWritten = 0;
    admissions.clear();
    answers.clear();
    turnWaiters.clear();
    write(turn);
    waiters.forEach(waiter -> waiter.complete(null));
  }

  private record Turn(
      List<Entry> owed,
      List<Entry> entries,
      long refusalsNotWritten,
      List<Admission> admissions,
      List<Answer> answers) {
    boolean empty() {
      return owed.isEmpty() && entries.isEmpty() && refusalsNotWritten == 0;
    }
  }

  private void write(Turn turn) {
    if (turn.empty()) {
      deliver(turn, true);
      return;
    }
    List<Entry> batch = new ArrayList<>(turn.owed().size() + turn.entries().size() + 1);
    batch.addAll(turn.owed());
    if (turn.refusalsNotWritten() > 0) {
      batch.add(ledgerRecovered(turn.refusalsNotWritten()));
    }
    batch.addAll(turn.entries());
    waiting += turn.admissions().size();
    OneReceipt receipt = new OneReceipt(turn, Thread.currentThread());
    try {
      segment.append(batch, receipt);
    } catch (RuntimeException broken) {
      // Whatever the reason, these entries do not count: their operations are refused.
      receipt.failed(new IOException("the ledger broke", broken));
    }
  }

  /** Hears of one turn's append, once, and brings the news to the loop. */
  private final class OneReceipt implements Ledger.Receipt {
    private final Turn turn;
    private final Thread caller;
    private final AtomicBoolean heard = new AtomicBoolean();

    private OneReceipt(Turn turn, Thread caller) {
      this.turn = turn;
      this.caller = caller;
    }

    @Override
    public void durable() {
      back(true);
    }

    @Override
    public void failed(IOException why) {
      back(false);
    }

    private void back(boolean durable) {
      if (!heard.compareAndSet(false, true)) {
        return;
      }
      if (Thread.currentThread() == caller) {
        delivered(turn, durable);
      } else {
        loop.execute(() -> delivered(turn, durable));
      }
    }
  }

  private void delivered(Turn turn, boolean durable) {
    waiting -= turn.admissions().size();
    if (!durable) {
      refusalsNotWritten += turn.refusalsNotWritten();
      owed.addAll(turn.owed());
      turn.entries().forEach(this::owe);
    }
    deliver(turn, durable);
  }

  private void deliver(Turn turn, boolean durable) {
    for (Admission admission : turn.admissions()) {
      admission
          .asker()
          .decided(admission.ticket(), durable ? mint(admission) : ledgerDown(admission.id()));
    }
    for (Answer answer : turn.answers()) {
      answer.asker().decided(answer.ticket(), answer.refusal());
    }
  }

  private Entry ledgerRecovered(long refusalsNotWritten) {
    return Entry.of(
        new Leaf.Noted(
            segment.next(),
            now(),
            "postern",
            "ledger-recovered",
            Map.of("refusals-not-written", Long.toString(refusalsNotWritten))));
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
        turnWaiters.add(ended);
        wakeUp();
      });
    } catch (java.util.concurrent.RejectedExecutionException stopped) {
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
    if (rules.lexicon(description.operation().target()).isEmpty()) {
      return Optional.of(Reasons.NO_TARGET);
    }
    boolean allowed =
        rules.policy().decide(description.operation(), facts(description, now))
            instanceof Decision.Allow;
    boolean sameView = allowed && draft(description).masking().equals(passage.masking());
    return sameView ? Optional.empty() : Optional.of(Reasons.CHANGED);
  }

  private void turnAway(
      Description description, Leaf.Decided decided, Revocation why, Asker asker, long ticket) {
    EntryId id = segment.next();
    if (entries.size() < gate.limits().entriesPerTurn() * 2) {
      entries.add(leaves.refused(id, now(), description, decided, why));
    } else {
      refusalsNotWritten++;
    }
    answers.add(
        new Answer(asker, ticket, new Refusal(id, why.code(), why.reason(), decided.rules())));
    wakeUp();
  }

  /** Endings are owed until the ledger takes them; a refusal that cannot be written is counted. */
  private void owe(Entry entry) {
    switch (entry.leaf()) {
      case Leaf.Closed closed -> owed.add(entry);
      case Leaf.Noted noted -> {
        // Strangers can cause notes: they must not crowd out endings, nor grow without bound.
        if (owed.size() < gate.limits().owedClosings() / 2) {
          owed.add(entry);
        }
      }
      case Leaf.Refused refused -> refusalsNotWritten++;
      case Leaf.Admitted admitted -> refusalsNotWritten++;
    }
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
      passage.revoke(overtaken.get());
      close(passage, Ending.of(Leaf.End.REVOKED));
      return new Refusal(
          admission.id(), overtaken.get().code(), overtaken.get().reason(), List.of());
    }
    open.add(passage);
    return passage;
  }

  private boolean full() {
    int coming = open.size() + admissions.size() + waiting;
    return coming >= gate.limits().openPassages()
        || coming + owed.size() >= gate.limits().owedClosings()
        || entries.size() >= gate.limits().entriesPerTurn();
  }

  private void wakeUp() {
    if (!woken) {
      woken = true;
      wake.run();
    }
  }

  private static Facts facts(Description description, Instant now) {
    return new Facts(now, description.visit().session(), false);
  }

  private static Leaf.Decided decided(String answer, List<String> rules, Rules on) {
    return new Leaf.Decided(answer, rules, on.epoch());
  }

  private static Refusal ledgerDown(EntryId id) {
    return new Refusal(
        id,
        Refusal.Code.LEDGER_DOWN,
        "the gateway cannot record operations now, so it lets none through; try again later",
        List.of());
  }
}
