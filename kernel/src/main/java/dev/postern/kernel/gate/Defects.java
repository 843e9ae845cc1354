package dev.postern.kernel.gate;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong while many were looked at, so that a defect of one keeps no other from its turn.
 * For one thread.
 */
final class Defects {
  private @Nullable Throwable first;

  /** Does something; what goes wrong with it is told later. */
  void apart(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error defect) {
      add(defect);
    }
  }

  /** What a look finds; where it goes wrong, the worst. */
  <T> Optional<T> found(Supplier<Optional<T>> look, T worst) {
    try {
      return look.get();
    } catch (RuntimeException | Error defect) {
      add(defect);
      return Optional.of(worst);
    }
  }

  void add(Throwable defect) {
    Throwable before = first;
    if (before == null) {
      first = defect;
    } else if (before != defect && before.getSuppressed().length == 0) {
      // One more says that it is not alone; thousands would say nothing else.
      before.addSuppressed(defect);
    }
  }

  /** Throws what went wrong first, if anything did. */
  void tell() {
    switch (first) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException defect -> throw defect;
      default -> throw new IllegalStateException(first);
    }
  }

  /** Has a loop hear of it in a task of its own. */
  void tell(Executor loop) {
    if (first == null) {
      return;
    }
    try {
      loop.execute(this::tell);
    } catch (RejectedExecutionException stopped) {
      // A loop that has stopped hears nothing.
      return;
    }
  }
}
