package dev.postern.prove.week;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Everybody who works, each in a thread of their own, and what their failures are put down to. */
final class Crew {
  private static final long SLICE_MILLIS = 500;
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 300;

  private final World world;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /** One piece of somebody's work. */
  interface Step {
    void take() throws Exception;
  }

  /** Work that keeps something open between its steps. */
  interface Work extends Step {
    /** Lets go of what is open, because something failed or the end has come. */
    void leave();
  }

  /**
   * Whose work it is.
   *
   * @param target where a failure may have its cause
   * @param caller the person
   * @param kind what it is counted as
   */
  record Job(Causes.Scope target, String caller, String kind) {}

  Crew(World world) {
    this.world = world;
  }

  /** Whether everybody shall come to an end. */
  boolean stopping() {
    return stopping;
  }

  /** Begins work that takes a step, and rests for about this time, again and again. */
  void begin(Job job, Duration rest, Work work) {
    threads.add(Thread.ofVirtual().name(job.kind()).start(() -> go(job, rest.toMillis(), work)));
  }

  private void go(Job job, long rest, Work work) {
    // What is kept open may have been broken since it was used the last time.
    long since = System.nanoTime();
    try {
      while (!stopping) {
        try {
          work.take();
          world.journal().did(job.kind());
        } catch (InterruptedException stopped) {
          return;
        } catch (Exception failed) {
          work.leave();
          failed(job, since, failed);
          rest(PAUSE_AFTER_FAILURE_MILLIS);
        }
        since = System.nanoTime();
        rest(rest / 2 + ThreadLocalRandom.current().nextLong(rest + 1));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      work.leave();
    }
  }

  private void rest(long millis) throws InterruptedException {
    for (long left = millis; left > 0 && !stopping; left -= SLICE_MILLIS) {
      TimeUnit.MILLISECONDS.sleep(Math.min(left, SLICE_MILLIS));
    }
  }

  private void failed(Job job, long since, Exception failed) {
    Optional<String> cause = world.causes().of(job.target(), job.caller(), since);
    if (cause.isPresent()) {
      world.journal().failed(cause.get());
    } else {
      world
          .journal()
          .unexpected(
              "%tT %s of %s: %s"
                  .formatted(System.currentTimeMillis(), job.kind(), job.caller(), told(failed)));
    }
  }

  /** The exception and what it comes from, in one line. */
  static String told(Throwable failed) {
    Throwable cause = failed.getCause();
    String all = failed + (cause == null ? "" : " from " + told(cause));
    return all.replace('\n', ' ');
  }

  /** Waits until everybody has come to an end. */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(90));
      if (thread.isAlive()) {
        world.journal().unexpected("somebody does not come to an end: " + thread.getName());
        thread.interrupt();
      }
    }
  }
}
