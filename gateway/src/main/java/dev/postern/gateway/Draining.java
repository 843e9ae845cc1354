package dev.postern.gateway;

import dev.postern.gateway.api.DrainRoutes;
import dev.postern.gateway.api.DrainRoutes.Stage;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.ops.Meters;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a gateway comes to its stop: first it only says so, then it takes nothing new, then what runs
 * may end. Begun by a signal or over REST, whichever comes first; never undone. Any thread.
 */
final class Draining implements DrainRoutes.Drain {
  private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);

  /**
   * How long the end is kept open for those who watch.
   *
   * @param watching who has asked within this is watching, and hears how it ended
   * @param lastWord how long that is waited for
   */
  record Watching(Duration watching, Duration lastWord) {
    static final Watching USUAL = new Watching(Duration.ofSeconds(3), Duration.ofSeconds(2));
  }

  private final Trail trail;
  private final Meters meters;
  private final Object noting = new Object();
  private final CountDownLatch hurried = new CountDownLatch(1);
  private final CountDownLatch endTold = new CountDownLatch(1);
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private Optional<Duration> wanted = Optional.empty();
  private volatile Now now = new Now(Stage.SERVING, Optional.empty(), 0);
  private final Watching times;
  private volatile long watched;

  /** What is brought to its stop. */
  interface Plane {
    /** Takes nothing new from now on, and tells what runs. */
    void stopTaking();

    /** How many sessions run. */
    int sessions();

    /** How many clients are connected to the local socket. */
    int locals();

    /** A data plane. */
    static Plane of(DataPlane plane) {
      return new Plane() {
        @Override
        public void stopTaking() {
          plane.stopTaking();
        }

        @Override
        public int sessions() {
          return plane.sessions();
        }

        @Override
        public int locals() {
          return plane.connectionsByListener().getOrDefault("local", 0);
        }
      };
    }
  }

  /** Where it is recorded that somebody asked for it. */
  @FunctionalInterface
  interface Trail {
    /** Records something; durable when it returns. */
    void note(String by, String what, Map<String, String> about) throws IOException;
  }

  /**
   * How far it is.
   *
   * @param until when what runs is cut, in {@link System#nanoTime}; empty before that is known
   * @param cut sessions that did not end
   */
  private record Now(Stage stage, Optional<Long> until, int cut) {}

  /**
   * One that has not begun.
   *
   * @param meters what counts the sessions and operations that are left
   */
  Draining(Trail trail, Meters meters) {
    this(trail, meters, Watching.USUAL);
  }

  Draining(Trail trail, Meters meters, Watching times) {
    this.trail = trail;
    this.meters = meters;
    this.times = times;
    this.watched = System.nanoTime() - times.watching().toNanos();
  }

  /** Whether it has begun. */
  boolean stopping() {
    return now.stage() != Stage.SERVING;
  }

  /** It begins, without anybody being told. */
  synchronized void begin() {
    if (!stopping()) {
      now = new Now(Stage.ANNOUNCED, Optional.empty(), 0);
    }
  }

  @Override
  public DrainRoutes.Progress begin(String by, Optional<Duration> within) throws IOException {
    synchronized (noting) {
      if (!stopping()) {
        // Not under the monitor: a disk that hangs holds up who asks, and no signal.
        trail.note(
            by,
            "draining",
            within
                .map(time -> Map.of("within-seconds", Long.toString(time.toSeconds())))
                .orElse(Map.of()));
        beginAsked(within);
      }
    }
    asked.complete(null);
    return progress();
  }

  /** It begins as somebody asked, unless a signal came while that was recorded. */
  private synchronized void beginAsked(Optional<Duration> within) {
    if (!stopping()) {
      wanted = within;
      begin();
      LOG.info("stopping: it was asked for over REST");
    }
  }

  /**
   * Completes when somebody asks for it over REST. Nothing but {@link #stopping} has changed then:
   * whoever runs the gateway is to {@link #run} this.
   */
  CompletableFuture<Void> asked() {
    return asked;
  }

  @Override
  public DrainRoutes.Progress progress() {
    Now at = now;
    watched = System.nanoTime();
    if (ended(at)) {
      endTold.countDown();
    }
    Meters.Carried carried = meters.carried();
    return new DrainRoutes.Progress(
        at.stage(),
        carried.sessions(),
        carried.operations(),
        carried.held(),
        at.until().map(until -> Duration.ofNanos(Math.max(0, until - System.nanoTime()))),
        at.cut());
  }

  private static boolean ended(Now at) {
    return at.stage() == Stage.ENDED || at.stage() == Stage.CUT;
  }

  /** Waits for nothing any more. */
  void hurry() {
    hurried.countDown();
    endTold.countDown();
  }

  /**
   * Comes to the stop.
   *
   * @param notice how long it says so before it takes nothing new
   * @param atMost how long what runs may take to end, unless who asked for it said otherwise
   * @return whether everything has ended
   */
  boolean run(Plane plane, Duration notice, Duration atMost) throws InterruptedException {
    begin();
    Duration within = within(atMost);
    at(Stage.ANNOUNCED, notice.plus(within));
    if (!notice.isZero()) {
      LOG.info("stopping: for {} connections are still taken", notice);
      wait(notice);
    }
    at(Stage.DRAINING, within);
    plane.stopTaking();
    int left = ended(plane, within);
    if (left > 0) {
      LOG.warn("stopping: {} sessions did not end and are cut off", left);
    }
    now = new Now(left == 0 ? Stage.ENDED : Stage.CUT, Optional.of(System.nanoTime()), left);
    tellTheEnd(plane);
    return left == 0;
  }

  /** How long what runs may take to end: what was asked for, else the usual. */
  synchronized Duration within(Duration usual) {
    return wanted.orElse(usual);
  }

  private void at(Stage stage, Duration left) {
    now = new Now(stage, Optional.of(System.nanoTime() + left.toNanos()), 0);
  }

  /** How many sessions are left when all have ended, the time is up or somebody is in a hurry. */
  private int ended(Plane plane, Duration within) throws InterruptedException {
    long begun = System.nanoTime();
    long told = begun;
    int left = plane.sessions();
    while (left > 0 && System.nanoTime() - begun < within.toNanos() && !wait(LOOK_EVERY)) {
      left = plane.sessions();
      if (System.nanoTime() - told >= TELL_EVERY.toNanos()) {
        told = System.nanoTime();
        LOG.info("stopping: {} sessions are left", left);
      }
    }
    return left;
  }

  /** Who watches hears of the end, and has it before the gateway is gone. */
  private void tellTheEnd(Plane plane) throws InterruptedException {
    long begun = System.nanoTime();
    if (begun - watched >= times.watching().toNanos()) {
      return;
    }
    boolean told = endTold.await(times.lastWord().toNanos(), TimeUnit.NANOSECONDS);
    while (told
        && System.nanoTime() - begun < times.lastWord().toNanos()
        && plane.locals() > 0
        && !wait(LOOK_EVERY)) {
      // The answer is on its way: its connection ends behind it.
    }
  }

  /** Whether it was hurried before so much time had passed. */
  private boolean wait(Duration time) throws InterruptedException {
    return hurried.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
