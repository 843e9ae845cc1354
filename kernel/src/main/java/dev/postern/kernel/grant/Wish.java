package dev.postern.kernel.grant;

import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What somebody asks for: a role on a target, for a time. */
public record Wish(
    String role, String target, Time time, String reason, Optional<Window> window, Budget budget) {
  /** How long. */
  public sealed interface Time {
    /** When that is over, if it begins now. */
    Instant from(Instant now);

    /** In words: {@code for 30 minutes} or {@code until} a moment. */
    String told();

    /** So long from its beginning. */
    record Lasting(Duration time) implements Time {
      @Override
      public Instant from(Instant now) {
        return now.plus(time);
      }

      @Override
      public String told() {
        return "for " + told(time) + " from its beginning";
      }

      private static String told(Duration time) {
        if (time.toSeconds() % 3_600 == 0) {
          return count(time.toHours(), "hour");
        }
        return time.toSeconds() % 60 == 0
            ? count(time.toMinutes(), "minute")
            : count(time.toSeconds(), "second");
      }

      private static String count(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
      }
    }

    /** Until a moment. */
    record Until(Instant moment) implements Time {
      @Override
      public Instant from(Instant now) {
        return moment;
      }

      @Override
      public String told() {
        return "until " + moment;
      }
    }
  }
}
