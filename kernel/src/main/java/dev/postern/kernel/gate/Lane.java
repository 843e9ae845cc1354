package dev.postern.kernel.gate;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The gate on one event loop: the turn that is under way, and the passages that are open. All
 * methods belong to the loop's thread.
 */
public final class Lane {
  private final Gate gate;
  private final Books books;
  private final Executor loop;
  private final Runnable wake;
  private final Scribe.Reader answering = this::answer;
  private final List<Given> spent = new ArrayList<>(0);
  private final Judge judge;
  private final Holds holds;
  private final Ends ends;
  private final Rounds rounds;
  private boolean woken;

  Lane(Gate gate, Segments segments, Executor loop, Runnable wake) {
    this.gate = gate;
    this.loop = loop;
    this.wake = wake;
    this.judge = new Judge(gate);
    this.holds = new Holds(this, gate.people(), loop);
    this.ends = new Ends(gate::endsAt);
    this.rounds = new Rounds(this, holds, ends);
    this.books = new Books(segments, gate, loop);
  }

  /** The rules in force: their lexicons are what an operation is described with. */
  public Rules rules() {
    return gate.rules();
  }

  /** Fixes an operation and what its viewer may not see, on the rules in force. */
  public Draft draft(Description description) {
    return judge.draft(description, now());
  }

  /** What an admission would answer now. Writes nothing. */
  public Preview preview(Description description) {
    return judge.preview(description, now());
  }

  /** Asks for a passage of what cannot wait for people. */
  public void admit(Draft draft, Forwarded forwarded, Asker asker, long ticket) {
    admit(draft, forwarded, Patience.NONE, asker, ticket);
  }

  /**
   * Asks for a passage. The verdict comes to the asker when the turn has ended and the ledger has
   * taken the entry; before it, where policy asks for people and the caller has patience, {@link
   * Asker#needsPeople}.
   *
   * @param forwarded what would be sent
   */
  public void admit(Draft draft, Forwarded forwarded, Patience patience, Asker asker, long ticket) {
    Instant now = now();
    Description description = draft.description();
    Admission.Caller caller = new Admission.Caller(asker, ticket);
    Optional<Revocation> against = judge.beforePolicy(draft, now);
    if (against.isEmpty() && full()) {
      against = Optional.of(Reasons.FULL);
    }
    if (against.isPresent()) {
      turnAway(description, Denial.unasked(against.get()), caller);
      return;
    }
    long epoch = draft.rules().epoch();
    Held.Asked asked = new Held.Asked(draft, forwarded, caller, patience);
    switch (judge.decide(draft.rules(), description, draft.resting().at(now))) {
      case Decision.Allow allow ->
          write(
              asked,
              new Grounds(
                  new Leaf.Decided("allow", allow.rules(), epoch),
                  Admission.Approval.NONE,
                  draft.resting()),
              now);
      case Decision.Hold hold -> {
        if (patience == Patience.PREPARES) {
          write(
              asked,
              new Grounds(
                  new Leaf.Decided("prepare", hold.rules(), epoch),
                  Admission.Approval.later(hold),
                  draft.resting()),
              now);
        } else if (holds.possible(patience)) {
          holds.needs(new Held(asked, hold, holds));
          ends.watch(description.visit());
        } else {
          turnAway(description, Denial.of(hold, epoch), caller);
        }
      }
      case Decision.Deny deny ->
          turnAway(description, judge.denial(description, deny, epoch, now), caller);
    }
  }

  /** What an admission rests on. */
  private record Grounds(Leaf.Decided decided, Admission.Approval approval, Resting resting) {}

  private void write(Held.Asked asked, Grounds grounds, Instant now) {
    Draft draft = asked.draft();
    Description description = draft.description();
    // What only prepares costs nothing: what it prepares is an operation of its own.
    Resting payers =
        asked.patience() == Patience.PREPARES
            ? Resting.NOTHING
            : new Payers(judge, draft).among(grounds.resting(), now);
    if (!payers.take(description.operation().effect())) {
      // Another lane took the last of it since this was described.
      turnAway(description, Denial.unasked(Reasons.STALE), asked.caller());
      return;
    }
    Book book = books.of(draft.rules(), description.operation().target());
    EntryId id = book.segment().next();
    Admission admission =
        new Admission(
            id,
            draft,
            asked.forwarded(),
            now,
            rounds.reviews(),
            grounds.approval(),
            payers,
            asked.caller());
    book.turn().admit(admission, book.leaves().admitted(admission, grounds.decided()));
    wakeUp();
  }

  /** Asks the people whom an admission needs; one that needs none any more is no fault. */
  public void askPeople(Asker asker, long ticket) {
    holds.ask(new Admission.Caller(asker, ticket));
  }

  /**
   * Ends an admission's wait for people. Its verdict says so, unless it was collected before.
   *
   * @param why what the verdict tells
   */
  public void leavePeople(Asker asker, long ticket, Leaving why) {
    holds.leave(new Admission.Caller(asker, ticket), why);
  }

  /** A session is over: what it waited for people for is waited for by nobody. */
  public void abandon(Asker asker) {
    if (holds.size() > 0) {
      holds.abandon(asker);
    }
  }

  /** People approved: the gate looks once more, on the rules in force, and records. */
  void admitApproved(Held held, List<EntryId> votes) {
    Instant now = now();
    Optional<Revocation> against = full() ? Optional.of(Reasons.FULL) : Optional.empty();
    switch (judge.approved(held, now)) {
      case Judge.Approved.Passes(Decision.Allow allow, long epoch) -> {
        if (against.isEmpty() && !votes.isEmpty()) {
          Admission.Approval approval = new Admission.Approval(held.hold().approvals(), votes);
          write(
              held.asked(),
              new Grounds(
                  new Leaf.Decided("allow", allow.rules(), epoch),
                  approval,
                  judge.resting(held.description(), true, now)),
              now);
          return;
        }
      }
      case Judge.Approved.Fails(Revocation why) -> against = Optional.of(why);
    }
    Revocation why = against.orElse(Reasons.CHANGED);
    turnAway(held.description(), new Denial(held.decided(), why), held.asked().caller());
  }

  /** Records that people are asked. */
  void noteHeld(Held held, Request request, String reviewers) {
    Operation operation = held.description().operation();
    note(
        operation.caller().told(),
        "approval-requested",
        Map.of(
            "request", request.id(),
            "session", held.description().visit().session(),
            "target", operation.target(),
            "operation", operation.label(),
            "reviewers", reviewers,
            "until", request.until().toString()));
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
    if (end(passage, ending)) {
      passage.pay(ending);
    }
  }

  private boolean end(Passage passage, Ending ending) {
    Optional<Revocation> why = passage.revocation();
    if (!passage.close()) {
      return false;
    }
    if (passage.lane() == this) {
      rounds.remove(passage);
    } else {
      passage.lane().soon(() -> passage.lane().rounds.remove(passage));
    }
    Leaf.End end =
        why.isPresent() && ending.end() != Leaf.End.ANSWERED ? Leaf.End.REVOKED : ending.end();
    Book book = books.of(passage.rules(), passage.description().operation().target());
    Entry closed = book.leaves().closed(passage, end, ending, now());
    book.turn().write(closed);
    if (closed.leaf() instanceof Leaf.Closed leaf) {
      gate.ended(passage.description(), leaf);
    }
    wakeUp();
    return true;
  }

  /**
   * A grant's budget is spent: what rests on it anywhere is taken back when the turn has ended, so
   * that what was shown within the budget reaches its client. Any thread.
   */
  void spent(Given given) {
    holds.later(() -> {
      spent.add(given);
      wakeUp();
    });
  }

  private void takeBackSpent() {
    List<Given> empty = List.copyOf(spent);
    spent.clear();
    holds.later(() -> empty.forEach(gate::spent));
  }

  /** Records something that happened to the gateway itself. */
  public void note(String by, String what, Map<String, String> about) {
    EntryId id = books.usual().segment().next();
    books.usual().turn().write(Entry.of(new Leaf.Noted(id, now(), by, what, about)));
    wakeUp();
  }

  /**
   * Ends a turn: writes what it left, once for each level, and gives the answers that rest on it:
   * on the stack of this call where the ledger answers at once, in a later turn where it waits for
   * a disk. No answer waits for the disk of another level.
   */
  public void turn() {
    woken = false;
    Turn ending = books.end(answering);
    ending.ended();
    if (!spent.isEmpty()) {
      takeBackSpent();
    }
  }

  Judge judge() {
    return judge;
  }

  /** The gate's clock. */
  public Instant now() {
    return gate.clock().instant();
  }

  /** How many passages are open on this lane. */
  public int openPassages() {
    return rounds.open();
  }

  /** What this lane carries now. */
  public Load load() {
    return books.load(rounds.open(), holds.size());
  }

  /** Runs work on the loop and completes when the turn that it began has ended, or it breaks. */
  CompletableFuture<Void> soon(Runnable work) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    try {
      loop.execute(() -> {
        try {
          work.run();
        } catch (RuntimeException | Error defect) {
          ended.completeExceptionally(defect);
          throw defect;
        } finally {
          books.usual().turn().completes(ended);
          wakeUp();
        }
      });
    } catch (RejectedExecutionException stopped) {
      // A loop that has stopped takes no task and can act on nothing.
      ended.complete(null);
    }
    return ended;
  }

  /** What is open, looked at again. */
  Rounds rounds() {
    return rounds;
  }

  void turnAway(Description description, Denial denial, Admission.Caller caller) {
    Book book = books.of(gate.rules(), description.operation().target());
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
    Defects defects = new Defects();
    for (Admission admission : written.admissions()) {
      try {
        Verdict verdict = durable ? mint(admission, defects) : Reasons.ledgerDown(admission.id());
        if (!durable) {
          admission.giveBack();
        }
        admission.caller().hears(verdict);
      } catch (RuntimeException | Error defect) {
        defects.add(defect);
      }
    }
    written.answer(defects);
    defects.tell(loop);
  }

  /**
   * Gives the passage, now that the entry is written. A lock or a reload that came in between must
   * not be slipped past: then the entry is closed again and nothing was forwarded.
   */
  private Verdict mint(Admission admission, Defects defects) {
    Passage passage = new Passage(admission, this);
    Optional<Revocation> overtaken =
        admission.reviews() == rounds.reviews()
            ? Optional.empty()
            : defects.found(() -> judge.against(passage, true, now()), Reasons.UNDECIDED);
    if (overtaken.isPresent()) {
      Revocation why = overtaken.get();
      passage.revoke(why);
      end(passage, Ending.of(Leaf.End.REVOKED));
      admission.giveBack();
      return new Refusal(admission.id(), why.code(), why.reason(), List.of());
    }
    rounds.add(passage);
    return passage;
  }

  private boolean full() {
    return books.full(gate.limits(), rounds.open(), holds.size());
  }

  private void wakeUp() {
    if (!woken) {
      woken = true;
      wake.run();
    }
  }
}
