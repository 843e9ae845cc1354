package dev.postern.prove.revocation;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Something that is open.
 *
 * @param waits waits until its client sees it closed; answers the moment, by {@link
 *     System#nanoTime}
 * @param leave lets it go
 */
record Opened(LongSupplier waits, Runnable leave) {
  static Opened of(WireClient client) {
    return new Opened(client::closed, client::close);
  }

  static Opened of(McpClient.Open stream) {
    return new Opened(stream::closed, () -> {});
  }

  /** The moment at which it is seen closed; begins to wait at once. */
  CompletableFuture<Long> closed() {
    CompletableFuture<Long> closed = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            closed.complete(waits.getAsLong());
          } catch (RuntimeException failed) {
            closed.completeExceptionally(failed);
          }
        });
    return closed;
  }
}
