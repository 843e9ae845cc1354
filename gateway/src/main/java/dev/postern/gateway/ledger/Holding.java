package dev.postern.gateway.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a ledger lets go of when it ends: its folder, but not before its threads have ended. What
 * they still do to the files would be done under another process's lock.
 *
 * @param longestWait how long each thread is waited for
 */
record Holding(Closeable lock, Hands hands, Duration longestWait) {
  private static final Logger LOG = LoggerFactory.getLogger(Holding.class);
  private static final String STAYS_LOCKED =
      "a thread of the ledger does not end: its folder stays locked by this process";

  /** The same for a start that failed, which is told of what fails here too. */
  void giveUp(Throwable failed) {
    if (!hands.letGo(longestWait)) {
      LOG.error(STAYS_LOCKED);
      return;
    }
    try {
      lock.close();
    } catch (IOException | RuntimeException too) {
      failed.addSuppressed(too);
    }
  }

  /**
   * Ends the threads when they have done what they were given, or else whatever they are at, then
   * closes the files, and the lock however that went.
   *
   * @param writer ends the writer's thread first, and waits for it
   * @throws IOException when a thread does not end: then nothing is closed; or when the writer or a
   *     file could not be closed
   */
  void release(Closeable writer, Closeable files) throws IOException {
    IOException failed = null;
    boolean ended = false;
    try {
      writer.close();
      ended = hands.finish(longestWait);
    } catch (IOException hurried) {
      failed = hurried;
    }
    if (!ended && !hands.letGo(longestWait)) {
      LOG.error(STAYS_LOCKED);
      IOException kept = new IOException(STAYS_LOCKED);
      if (failed != null) {
        kept.addSuppressed(failed);
      }
      throw kept;
    }
    try (lock) {
      files.close();
    } catch (IOException | RuntimeException too) {
      if (failed == null) {
        throw too;
      }
      failed.addSuppressed(too);
    }
    if (failed != null) {
      throw failed;
    }
  }
}
