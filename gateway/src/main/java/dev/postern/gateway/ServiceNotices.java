package dev.postern.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service manager is told (sd_notify(3), sd_watchdog_enabled(3)); nothing where none asked.
 * A notice that cannot be delivered at once is logged and changes nothing else. Behind the stop
 * nothing is told of readiness any more. Any thread; never waits.
 */
final class ServiceNotices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotices.class);

  /** What is left takes so long at most to be closed and written. */
  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Optional<String> socket;
  private final Optional<Duration> watchdog;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("watchdog").daemon().factory());
  private boolean stopping;

  private ServiceNotices(Optional<String> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** As the environment of a process asks for it. */
  static ServiceNotices of(Map<String, String> environment, long process) {
    Optional<String> named =
        Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
            .filter(name -> name.startsWith("/") || name.startsWith("@"));
    boolean ours =
        Optional.ofNullable(environment.get("WATCHDOG_PID"))
            .map(id -> id.equals(Long.toString(process)))
            .orElse(true);
    Optional<Duration> every =
        Optional.ofNullable(environment.get("WATCHDOG_USEC"))
            .filter(text -> ours && text.matches("[1-9][0-9]{0,15}"))
            .map(text -> Duration.of(Long.parseLong(text), java.time.temporal.ChronoUnit.MICROS));
    return new ServiceNotices(named, every);
  }

  /** Operations are taken. */
  void ready() {
    sendUnlessStopping("READY=1\nSTATUS=serving");
  }

  /** A reload, from its begin to its end. */
  void reload(Runnable work) {
    // systemd compares it with its own time of asking; nanoTime is CLOCK_MONOTONIC on Linux.
    sendUnlessStopping("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
    try {
      work.run();
    } finally {
      ready();
    }
  }

  /**
   * Nothing new is taken; what is open may end.
   *
   * @param within how long it may take at most; the manager is asked to wait as long, and a little
   *     longer for what is left to be closed
   */
  synchronized void stopping(Duration within) {
    stopping = true;
    send(
        "STOPPING=1\nSTATUS=stopping; open operations may end\nEXTEND_TIMEOUT_USEC="
            + within.plus(CLOSING).toNanos() / 1000);
  }

  /**
   * Tells the watchdog, twice in its time, that the gateway lives.
   *
   * @param turn completes when every event loop has ended a turn; while it does not, nothing is
   *     told, and the manager restarts the gateway
   */
  void watch(Supplier<CompletableFuture<Void>> turn) {
    if (socket.isEmpty() || watchdog.isEmpty()) {
      return;
    }
    long pause = watchdog.get().toNanos() / 2;
    watch.scheduleWithFixedDelay(
        // Told by this thread: the one that completes a turn is an event loop.
        new Chore(
            "telling the watchdog", () -> turn.get().thenRunAsync(() -> send("WATCHDOG=1"), watch)),
        0,
        pause,
        TimeUnit.NANOSECONDS);
  }

  private synchronized void sendUnlessStopping(String notice) {
    if (!stopping) {
      send(notice);
    }
  }

  private void send(String notice) {
    socket.ifPresent(to -> {
      try {
        DatagramCall.send(to, notice);
      } catch (IOException failed) {
        LOG.warn("the service manager could not be told: {}", failed.getMessage());
      }
    });
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
