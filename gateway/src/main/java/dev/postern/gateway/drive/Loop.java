package dev.postern.gateway.drive;

import dev.postern.gateway.http.Exchanges;
import dev.postern.gateway.http.FrontLoop;
import dev.postern.gateway.http.Upstream;
import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.Transport;
import dev.postern.gateway.net.Turn;
import dev.postern.gateway.net.stream.Clients;
import dev.postern.gateway.net.stream.Outward;
import dev.postern.gateway.net.stream.StreamLoop;
import dev.postern.gateway.ops.LoopMeter;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Segments;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop with all that its sessions share: its lane of the gate, its segments of the
 * ledger, its way to targets. Everything but the constructor belongs to the loop's thread.
 */
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** How often deadlines are looked through: how late a time-out can be. */
  static final Duration BEAT = Duration.ofMillis(250);

  private final EventLoop loop;
  private final Turn turn;
  private final Deadlines deadlines;
  private final Upstream upstream;
  private final StreamLoop streams;
  private final Outward outward;
  private final Segments segments;
  private final Lane lane;
  private final ProofDesk proofs;
  private final RefusedSignIns refusedSignIns;
  private final Commons commons;
  private final LoopMeter meter;
  private final Set<Driver> running = new LinkedHashSet<>();
  private boolean draining;
  private long beaten = System.nanoTime();

  /**
   * What it runs on.
   *
   * @param events runs its tasks, on one thread
   * @param whenTurnEnds runs a task on that thread when the iteration under way has read and run
   *     everything
   * @param nanos the clock of its deadlines, such as {@link System#nanoTime}
   */
  record Ground(EventLoop events, Executor whenTurnEnds, LongSupplier nanos, Transport transport) {
    /** One of Netty's loops. */
    static Ground of(SingleThreadEventLoop loop, Transport transport) {
      return new Ground(loop, loop::executeAfterEventLoopIteration, System::nanoTime, transport);
    }
  }

  Loop(Ground ground, Segments segments, Gate gate, Shared shared) {
    Commons commons = shared.commons();
    Transport transport = ground.transport();
    this.meter = shared.meter();
    this.loop = ground.events();
    this.turn = new Turn(ground.whenTurnEnds(), loop);
    this.deadlines = new Deadlines(ground.nanos());
    this.upstream = new Upstream(loop, transport, turn, deadlines);
    this.streams = new StreamLoop(loop, turn, deadlines);
    this.outward = new Outward(streams, transport);
    this.segments = segments;
    this.lane = gate.open(segments, loop, turn::wake);
    turn.work(lane::turn);
    turn.timed(meter::turned);
    this.proofs = commons.proofs().get();
    this.refusedSignIns = new RefusedSignIns(lane);
    this.commons = commons;
    loop.scheduleAtFixedRate(this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What a loop is given besides what is its own. */
  record Shared(Commons commons, LoopMeter meter) {}

  private void beat() {
    long now = System.nanoTime();
    meter.late(now - beaten - BEAT.toNanos());
    beaten = now;
    meter.carries(running.size(), lane.load());
    deadlines.beat();
  }

  /** This loop, as listeners need it. */
  FrontLoop front() {
    return front(commons.sessions());
  }

  /** This loop, as a listener needs it that serves something else. */
  FrontLoop front(ExchangeFactory sessions) {
    Exchanges exchanges =
        (head, facts, answer) -> {
          Driver driver =
              new Driver(
                  this,
                  sessions.open(head, facts),
                  of -> new HttpEnds(facts, answer, new Legs(this, of::offer)));
          run(driver, new Event.Requested(head));
          return new HeardExchange(driver);
        };
    return new FrontLoop(loop, turn, deadlines, exchanges);
  }

  /** This loop, as streams need it. */
  StreamLoop streams() {
    return streams;
  }

  /** Takes the clients of a listener of streams. */
  Clients clients(StreamFactory sessions) {
    return client -> {
      Driver driver =
          new Driver(
              this,
              sessions.open(client.peer()),
              of -> new StreamEnds(client, new StreamLegs(this, of::offer)));
      run(driver, new Event.Opened(client.peer()));
      return new HeardClient(driver);
    };
  }

  /** Begins a session with its first event. */
  void run(Driver driver, Event first) {
    running.add(driver);
    driver.offer(first);
    tellIfDraining(driver);
  }

  EventLoop events() {
    return loop;
  }

  /** Runs a task on the loop, from any thread; one that comes too late is not run. */
  void later(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("a loop that has stopped hears nothing");
    }
  }

  Deadlines deadlines() {
    return deadlines;
  }

  Upstream upstream() {
    return upstream;
  }

  Outward outward() {
    return outward;
  }

  Lane lane() {
    return lane;
  }

  RefusedSignIns refusedSignIns() {
    return refusedSignIns;
  }

  ProofDesk proofs() {
    return proofs;
  }

  LoopMeter meter() {
    return meter;
  }

  Commons commons() {
    return commons;
  }

  void over(Driver driver) {
    running.remove(driver);
  }

  /** How many sessions run. */
  int running() {
    return running.size();
  }

  /** Tells every session. */
  void tellAll(Event event) {
    List.copyOf(running).forEach(driver -> driver.offer(event));
  }

  /** Tells every session, and each that is still to come, that the gateway stops. */
  void drain() {
    draining = true;
    tellAll(new Event.Drain());
  }

  /** What was accepted before the listener stopped may begin after the others were told. */
  private void tellIfDraining(Driver driver) {
    if (draining) {
      driver.offer(new Event.Drain());
    }
  }

  /** Ends every session as it is. */
  void abandonAll() {
    List.copyOf(running).forEach(Driver::abandon);
  }

  /** The last task: nothing runs any more, and what is still owed is written. */
  void close() throws IOException {
    upstream.close();
    outward.close();
    lane.turn();
    segments.close();
  }
}
