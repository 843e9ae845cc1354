package dev.postern.gateway.scan;

import dev.postern.gateway.drive.OwnClient.Heard;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What is left of a scan's time and octets. For one thread. */
final class Budget {
  private final ScanLimits limits;
  private final LongSupplier nanos;
  private final long end;
  private long octets;

  /**
   * @param nanos a clock that only runs forward, such as {@link System#nanoTime}
   */
  Budget(ScanLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
    this.end = nanos.getAsLong() + limits.whole().toNanos();
    this.octets = limits.octets();
  }

  ScanLimits limits() {
    return limits;
  }

  /** Octets that may still be taken. */
  long octets() throws ScanFault {
    if (octets <= 0) {
      throw new ScanFault(
          ScanFault.Why.TARGET,
          "the target's answers have more than " + limits.octets() + " octets");
    }
    return octets;
  }

  /** Octets were taken. */
  void took(long more) {
    octets -= more;
  }

  /**
   * The moment, on the clock of the budget, until which an answer that is asked for now may come.
   */
  long deadline() {
    return Math.min(end, nanos.getAsLong() + limits.answer().toNanos());
  }

  /** Where something is heard. */
  interface Hearing {
    /** The next thing; empty when nothing came in that time. */
    Optional<Heard> next(Duration atMost) throws InterruptedException;
  }

  /** The next thing that is heard before a deadline. */
  Heard next(Hearing from, long deadline) throws ScanFault, InterruptedException {
    long left = deadline - nanos.getAsLong();
    Heard heard =
        (left <= 0 ? Optional.<Heard>empty() : from.next(Duration.ofNanos(left)))
            .orElseThrow(this::late);
    if (heard instanceof Heard.Bytes(byte[] bytes)) {
      took(bytes.length);
    }
    return heard;
  }

  private ScanFault late() {
    boolean all = end - nanos.getAsLong() <= 0;
    return new ScanFault(
        ScanFault.Why.LATE,
        all
            ? "the scan took longer than " + limits.whole().toSeconds() + " seconds"
            : "the target did not answer in " + limits.answer().toSeconds() + " seconds");
  }
}
