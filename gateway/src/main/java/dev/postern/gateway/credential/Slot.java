package dev.postern.gateway.credential;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one name stands for now. Asked by one at a time: all others want the same. */
final class Slot {
  private final LendingLimits limits;
  private final LongSupplier nanos;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Lent now;
  private volatile Optional<Lending.At> asked = Optional.empty();
  private Optional<Failure> failure = Optional.empty();
  private Optional<Long> refused = Optional.empty();

  /** Why nothing was had there, and when that was. */
  private record Failure(Lending.At at, String why, long when) {}

  /**
   * @param nanos a clock that only goes on
   */
  Slot(LendingLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** Held by who asks. */
  ReentrantLock asking() {
    return asking;
  }

  /** Where it is asked for from now on; told by who holds {@link #asking}. */
  void asked(Optional<Lending.At> at) {
    asked = at;
  }

  /** Whether nothing of it is had, or asked for, elsewhere. */
  boolean stays(Lending.At at) {
    Lent lent = now;
    return (lent == null || lent.of(at)) && asked.map(at::equals).orElse(true);
  }

  /** What was had. */
  @Nullable Lent now() {
    return now;
  }

  /** It stands for this from now on; gives what it stood for. */
  synchronized @Nullable Lent put(@Nullable Lent next) {
    Lent before = now;
    now = next;
    return before;
  }

  /** However often a target refuses one, its vault is not asked more than once in a moment. */
  synchronized boolean due() {
    long moment = nanos.getAsLong();
    boolean due = refused.map(last -> moment - last >= limits.refused().toNanos()).orElse(true);
    if (due) {
      refused = Optional.of(moment);
    }
    return due;
  }

  synchronized void answered() {
    failure = Optional.empty();
  }

  synchronized void failed(Lending.At at, String why) {
    failure = Optional.of(new Failure(at, why, nanos.getAsLong()));
  }

  /** Whether it could not be had the last time. */
  synchronized boolean failing() {
    return failure.isPresent();
  }

  /** Whether it could not be had a moment ago. */
  synchronized boolean failedLately() {
    return lately().isPresent();
  }

  /** Why it could not be had there a moment ago; empty where it could, or was not asked for. */
  synchronized Optional<String> failedLately(Lending.At at) {
    return lately().filter(last -> last.at().equals(at)).map(Failure::why);
  }

  private Optional<Failure> lately() {
    return failure.filter(last -> nanos.getAsLong() - last.when() < limits.failed().toNanos());
  }
}
