package dev.postern.kernel.gate;

import dev.postern.kernel.identity.Standing;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The next moment at which something that is open on a lane ends by the clock. It may be that of
 * something that was closed since: then waking up costs one look. Belongs to the loop's thread.
 */
final class Ends {
  private final Consumer<Instant> alarm;
  private Instant next = Instant.MAX;

  /**
   * @param alarm hears of every moment that is nearer than those before
   */
  Ends(Consumer<Instant> alarm) {
    this.alarm = alarm;
  }

  /** Something was opened, or is open still. */
  void watch(Standing.Visit visit) {
    Instant end = visit.ends();
    if (end.isBefore(next)) {
      next = end;
      alarm.accept(end);
    }
  }

  /** Everything that is open is about to be told again. */
  void again() {
    next = Instant.MAX;
  }
}
