package dev.postern.kernel.gate;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Vote;
import dev.postern.kernel.approval.Wait;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Standing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The admissions of one lane that wait for people: each hears {@code needs people}, is asked for,
 * and gets its one verdict through the lane. Belongs to the loop's thread.
 */
final class Holds {
  private static final Judge.Against UNDECIDED = new Judge.Against(Reasons.UNDECIDED, true);

  private final Lane lane;
  private final Optional<People> people;
  private final Executor loop;
  private final Map<Admission.Caller, Held> waiting = new LinkedHashMap<>();
  private final Map<Held, Leave> unheard = new LinkedHashMap<>();

  /** A wait that has ended, of which the desk could not be told yet. */
  private record Leave(Wait.Over why, boolean forGood) {}

  Holds(Lane lane, Optional<People> people, Executor loop) {
    this.lane = lane;
    this.people = people;
    this.loop = loop;
  }

  int size() {
    return waiting.size();
  }

  /** Who waits and is not on the way out. */
  List<Standing.Visit> visits() {
    return waiting.values().stream()
        .filter(held -> !held.leaving())
        .map(held -> held.description().visit())
        .toList();
  }

  /** Whether anything that waits has ended by the clock. */
  boolean anyEnded(Instant now) {
    return visits().stream().anyMatch(visit -> !now.isBefore(visit.ends()));
  }

  /** Whether people can be asked at all. */
  boolean possible(Patience patience) {
    return switch (patience) {
      case NONE, PREPARES -> false;
      case ATTACHED, DETACHED -> people.isPresent();
    };
  }

  /** An admission needs people: its session is told, and asks or leaves. */
  void needs(Held held) {
    Admission.Caller caller = held.asked().caller();
    waiting.put(caller, held);
    later(() -> {
      if (waiting.get(caller) == held) {
        caller.asker().needsPeople(caller.ticket(), new PeopleNeeded(held.hold().approvals()));
      }
    });
  }

  /** Asks people; a ticket that waits for none is no fault. */
  void ask(Admission.Caller caller) {
    Held held = waiting.get(caller);
    if (held != null) {
      control(
          held::ask,
          () ->
              over(
                  held,
                  new Wait.Over(Wait.Over.Kind.OVER_LIMIT, "too much is asked of people now")));
    }
  }

  /** Ends a wait, because its session says so. */
  void leave(Admission.Caller caller, Leaving leaving) {
    Held held = waiting.get(caller);
    if (held == null) {
      return;
    }
    switch (leaving.kind()) {
      case PATIENCE_ENDED ->
          leave(held, new Wait.Over(Wait.Over.Kind.PENDING, leaving.reason()), false);
      case CANCELLED ->
          leave(held, new Wait.Over(Wait.Over.Kind.WITHDRAWN, leaving.reason()), true);
    }
  }

  /** A session is over: nobody waits for its admissions any more. */
  void abandon(Asker asker) {
    for (Held held : List.copyOf(waiting.values())) {
      if (held.asked().caller().asker() == asker) {
        leave(held, new Wait.Over(Wait.Over.Kind.PENDING, "the caller has left"), false);
      }
    }
  }

  private void leave(Held held, Wait.Over why, boolean forGood) {
    held.leaves();
    // What cannot be asked now is asked again with the next review: the desk has to know.
    control(
        desk -> held.leave(desk, why, forGood), () -> unheard.put(held, new Leave(why, forGood)));
  }

  private void control(Consumer<ApprovalDesk> work, Runnable refused) {
    People some = people.orElseThrow();
    try {
      some.control().execute(() -> work.accept(some.desk()));
    } catch (RejectedExecutionException full) {
      refused.run();
    }
  }

  /** Runs on the lane's thread, soon. */
  void later(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      // Nobody is left to be told, and nothing runs on a loop that has stopped.
    }
  }

  void held(Held held, Request request) {
    Admission.Caller caller = held.asked().caller();
    if (waiting.get(caller) == held) {
      String reviewers = new PeopleNeeded(held.hold().approvals()).told();
      lane.noteHeld(held, request, reviewers);
      caller
          .asker()
          .held(caller.ticket(), new HeldRequest(request.id(), reviewers, request.until()));
    }
  }

  void over(Held held, Wait.Over why) {
    if (waiting.remove(held.asked().caller(), held)) {
      turnAway(held, told(why));
    }
  }

  private void turnAway(Held held, Revocation why) {
    lane.turnAway(held.description(), new Denial(held.decided(), why), held.asked().caller());
  }

  /** People approved, and nobody else can use it: the gate looks once more. */
  void collected(Held held, Request request) {
    if (!waiting.remove(held.asked().caller(), held)) {
      return;
    }
    if (lane.now().isBefore(request.until())) {
      List<EntryId> votes =
          request.votes().stream().filter(Vote::approves).map(Vote::entry).toList();
      try {
        lane.admitApproved(held, votes);
      } catch (RuntimeException | Error defect) {
        turnAway(held, Reasons.UNDECIDED);
        throw defect;
      }
    } else {
      // It was collected in time, and a moment later that time is over: no approval outlives it.
      turnAway(held, told(new Wait.Over(Wait.Over.Kind.EXPIRED, "the approval has ended")));
    }
  }

  /** Ends the waits for what would no longer be held as it is. */
  void review(boolean policyToo, Whose whose, Defects defects) {
    Map<Held, Leave> again = Map.copyOf(unheard);
    unheard.clear();
    again.forEach((held, leave) -> defects.apart(() -> leave(held, leave.why(), leave.forGood())));
    for (Held held : List.copyOf(waiting.values())) {
      if (whose.fits(held.description())) {
        defects
            .found(() -> lane.judge().against(held, policyToo, lane.now()), UNDECIDED)
            .ifPresent(against -> defects.apart(() -> leave(held, against)));
      }
    }
  }

  /** A proof or a session that ends is no word about what was asked: only this wait ends. */
  private void leave(Held held, Judge.Against against) {
    Wait.Over.Kind kind = against.forGood() ? Wait.Over.Kind.WITHDRAWN : Wait.Over.Kind.EXPIRED;
    leave(held, new Wait.Over(kind, against.why().reason()), against.forGood());
  }

  /** Whether nothing stands against who waits. Any thread. */
  boolean welcome(Held held) {
    return lane.judge().welcome(held.description(), lane.now());
  }

  private static Revocation told(Wait.Over why) {
    Refusal.Code code =
        switch (why.kind()) {
          case PENDING -> Refusal.Code.PENDING;
          case DENIED -> Refusal.Code.DENIED;
          case EXPIRED -> Refusal.Code.EXPIRED;
          case WITHDRAWN -> Refusal.Code.WITHDRAWN;
          case OVER_LIMIT -> Refusal.Code.OVER_LIMIT;
          case UNKEPT -> Refusal.Code.LEDGER_DOWN;
        };
    return new Revocation(code, why.reason());
  }
}
