package dev.postern.gateway;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again. Whatever goes wrong is logged, and the next time comes: access
 * that nobody takes back because a timer died would last for ever.
 *
 * @param name what the log calls it
 */
record Chore(String name, Runnable work) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Chore.class);

  @Override
  public void run() {
    try {
      work.run();
    } catch (Throwable failed) {
      log(failed);
    }
  }

  private void log(Throwable failed) {
    try {
      LOG.error("{} failed, and is done again", name, failed);
    } catch (Throwable unlogged) {
      // Without memory there may be no words for it either.
      return;
    }
  }
}
