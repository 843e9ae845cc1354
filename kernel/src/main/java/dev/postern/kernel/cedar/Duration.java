package dev.postern.kernel.cedar;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Cedar duration.
 *
 * @param millis milliseconds, may be negative
 */
public record Duration(long millis) implements CedarValue, Comparable<Duration> {
  private static final Pattern FORM =
      Pattern.compile(
          "(-?)(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?(?:([0-9]+)ms)?");
  private static final long[] UNITS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  /**
   * The duration that {@code text} writes, such as {@code 1d2h30m}, {@code -5ms}; empty otherwise
   * or when out of range. Cedar RFC 80.
   */
  public static Optional<Duration> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.isEmpty() || text.equals("-") || !form.matches()) {
      return Optional.empty();
    }
    long millis = 0;
    try {
      for (int unit = 0; unit < UNITS.length; unit++) {
        String digits = form.group(unit + 2);
        if (digits != null) {
          // The sign goes with each number: the smallest duration has no positive counterpart.
          millis =
              Math.addExact(
                  millis, Math.multiplyExact(Long.parseLong(form.group(1) + digits), UNITS[unit]));
        }
      }
    } catch (NumberFormatException | ArithmeticException outOfRange) {
      return Optional.empty();
    }
    return Optional.of(new Duration(millis));
  }

  @Override
  public int compareTo(Duration other) {
    return Long.compare(millis, other.millis);
  }

  @Override
  public String kind() {
    return "duration";
  }

  @Override
  public String toString() {
    return "duration(\"" + millis + "ms\")";
  }
}
