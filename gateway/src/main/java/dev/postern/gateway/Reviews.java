package dev.postern.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Looks at what is open because something was heard that may end it, once for however much is heard
 * at a time: what is heard while one look is under way is looked at by the next. Any thread.
 */
final class Reviews {
  private final Supplier<CompletableFuture<Void>> review;
  private final AtomicInteger wanted = new AtomicInteger();

  Reviews(Supplier<CompletableFuture<Void>> review) {
    this.review = review;
  }

  /** A review begins after this call; never waits for it. */
  void soon() {
    if (wanted.getAndIncrement() == 0) {
      begin();
    }
  }

  private void begin() {
    int heard = wanted.get();
    CompletableFuture<Void> begun;
    try {
      begun = review.get();
    } catch (RuntimeException | Error defect) {
      // The next that is heard begins another.
      wanted.set(0);
      throw defect;
    }
    var unused =
        begun.whenComplete((done, failed) -> {
          if (!wanted.compareAndSet(heard, 0)) {
            wanted.set(1);
            begin();
          }
        });
  }
}
