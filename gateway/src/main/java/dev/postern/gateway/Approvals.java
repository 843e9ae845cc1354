package dev.postern.gateway;

import dev.postern.gateway.api.HistoryRoutes;
import dev.postern.gateway.api.RequestRoutes;
import dev.postern.gateway.api.Route;
import dev.postern.gateway.ledger.Replay;
import dev.postern.gateway.ops.Gauges;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.gate.People;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Lock;
import dev.postern.kernel.identity.Locks;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How people are asked: the desk, on threads of its own, because it waits for the database, and
 * neither event loops nor what looks at open work may wait with it.
 */
final class Approvals implements AutoCloseable {
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
  private static final int MOST_ASKING = 10_000;

  private final LiveStanding standing;
  private final ApprovalDesk desk;
  private final ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(MOST_ASKING);
  private final ExecutorService asking;
  private final ScheduledExecutorService sweeps;
  private volatile ApprovalDesk.Unanswered unanswered =
      new ApprovalDesk.Unanswered(0, Optional.empty());

  /**
   * Takes up the requests that were kept.
   *
   * @throws IOException when they cannot be read
   */
  Approvals(
      ApprovalDesk.Records records, DeskLimits limits, LiveStanding standing, InstantSource clock)
      throws IOException {
    this.standing = standing;
    this.desk =
        new ApprovalDesk(
            records, limits, clock, reviewer -> standing.locks().against(reviewer).isEmpty());
    this.asking =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            queue,
            Thread.ofPlatform().name("approvals").daemon().factory());
    this.sweeps =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("approvals-sweep").daemon().factory());
    sweeps.scheduleWithFixedDelay(
        new Chore("looking at requests for approval", this::sweep),
        SWEEP_EVERY.toMillis(),
        SWEEP_EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Takes other bounds from now on. */
  void bound(DeskLimits limits) {
    desk.bound(limits);
  }

  /** Forgets the ended requests of a person; how many there were. */
  int erase(String person) {
    return desk.erase(person);
  }

  /** What the gate asks. */
  People people() {
    return new People(desk, asking);
  }

  /** What REST shows of it. */
  List<Route> routes(Replay replay, InstantSource clock) {
    List<Route> routes = new ArrayList<>(new RequestRoutes(desk).routes());
    routes.addAll(new HistoryRoutes(desk, replay, clock).routes());
    return routes;
  }

  private void sweep() {
    Locks locks = standing.locks();
    desk.withdraw(
        request -> locked(locks, request.subject()),
        "a lock stands on who asked, or on the target");
    desk.sweep();
    unanswered = desk.unanswered();
  }

  /** What nobody has answered yet, as it was a second ago at most. */
  ApprovalDesk.Unanswered unanswered() {
    return unanswered;
  }

  /** What waits to be asked. */
  Gauges.Fill asking() {
    return new Gauges.Fill(queue.size(), MOST_ASKING);
  }

  private static boolean locked(Locks locks, Request.Subject subject) {
    return locks.on(Lock.Scope.TARGET, subject.target()).isPresent()
        || subject.chain().stream().anyMatch(party -> locks.against(party).isPresent());
  }

  @Override
  public void close() {
    sweeps.close();
    asking.close();
  }
}
