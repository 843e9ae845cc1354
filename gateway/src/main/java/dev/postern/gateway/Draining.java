package dev.postern.gateway;

import dev.postern.gateway.drive.DataPlane;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a gateway comes to its stop: first it only says so, then it takes nothing new, then what runs
 * may end. Any thread.
 */
final class Draining {
  private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration TELL_EVERY = Duration.ofSeconds(1);

  private final CountDownLatch hurried = new CountDownLatch(1);
  private volatile boolean stopping;

  /** Whether it has begun. */
  boolean stopping() {
    return stopping;
  }

  /** It begins, without anybody being told. */
  void begin() {
    stopping = true;
  }

  /** Waits for nothing any more. */
  void hurry() {
    hurried.countDown();
  }

  /**
   * Comes to the stop.
   *
   * @param notice how long it says so before it takes nothing new
   * @param atMost how long what runs may take to end
   * @return whether everything has ended
   */
  boolean run(DataPlane plane, Duration notice, Duration atMost) throws InterruptedException {
    begin();
    if (!notice.isZero()) {
      LOG.info("stopping: for {} connections are still taken", notice);
      wait(notice);
    }
    plane.stopTaking();
    long begun = System.nanoTime();
    long told = begun;
    int left = plane.sessions();
    while (left > 0 && System.nanoTime() - begun < atMost.toNanos() && !wait(LOOK_EVERY)) {
      left = plane.sessions();
      if (System.nanoTime() - told >= TELL_EVERY.toNanos()) {
        told = System.nanoTime();
        LOG.info("stopping: {} sessions are left", left);
      }
    }
    if (left > 0) {
      LOG.warn("stopping: {} sessions did not end and are cut off", left);
    }
    return left == 0;
  }

  /** Whether it was hurried before so much time had passed. */
  private boolean wait(Duration time) throws InterruptedException {
    return hurried.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
