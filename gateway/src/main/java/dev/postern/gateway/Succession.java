package dev.postern.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one configuration follows another. The rules come first: whoever signs in on the new settings
 * meets the new rules and never the former ones, which knew nothing of what the settings now give.
 * What is open is looked at once more behind those settings: a loop may have looked before they
 * said who somebody is. Sessions are told at once too, not only when every loop has looked.
 *
 * @param rules puts the rules in force; its future completes when nothing acts on the former ones
 * @param signIn puts the settings of sign-in in force
 * @param look looks at what is open; its future completes when nothing rests on what has ended
 * @param tell tells every session
 */
record Succession(
    Supplier<CompletableFuture<Void>> rules,
    Runnable signIn,
    Supplier<CompletableFuture<Void>> look,
    Runnable tell) {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  /**
   * Puts all of it in force.
   *
   * @param atMost how long to wait until nothing acts on the former rules and sign-ins
   * @return what may still act on them; empty once nothing can
   */
  Optional<String> run(Duration atMost) {
    CompletableFuture<Void> change = rules.get();
    signIn.run();
    CompletableFuture<Void> looked = look.get();
    tell.run();
    return unsettled(CompletableFuture.allOf(change, looked), atMost);
  }

  private static Optional<String> unsettled(CompletableFuture<Void> change, Duration atMost) {
    try {
      change.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException slow) {
      return Optional.of(
          "an event loop has not ended its turn within " + atMost.toSeconds() + " s");
    } catch (ExecutionException failed) {
      LOG.error("open operations could not be looked at", failed);
      return Optional.of("open operations could not be looked at");
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      return Optional.of("nobody waited until every event loop had ended its turn");
    }
  }
}
