package dev.postern.gateway.credential;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds through what vaults are asked for, each vault on a thread of its own: a slow one holds up
 * what is its own and nothing else. Any thread.
 */
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final Duration longest;
  private final Set<SecretStore> running = ConcurrentHashMap.newKeySet();

  /**
   * @param longest how long rounds are waited for; what takes longer goes on by itself
   */
  Rounds(Duration longest) {
    this.longest = longest;
  }

  /** What is done with one vault. */
  @FunctionalInterface
  interface Round {
    /** Asks it; blocks. */
    void with(SecretStore store) throws InterruptedException;
  }

  /** Begins a round with each that is not in one, and waits for these. */
  void go(Set<SecretStore> stores, Round round) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(stores.size());
    for (SecretStore store : stores) {
      if (running.add(store)) {
        Thread.ofVirtual()
            .name("vault")
            .start(() -> {
              try {
                round.with(store);
              } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException failed) {
                LOG.error("a round through a vault's secrets failed, and is done again", failed);
              } finally {
                running.remove(store);
                left.countDown();
              }
            });
      } else {
        left.countDown();
      }
    }
    if (!left.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.debug("a vault takes longer than {} to be asked for all that is had of it", longest);
    }
  }
}
