package dev.postern.kernel.cedar;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Cedar datetime: an instant.
 *
 * @param epochMillis milliseconds since 1970-01-01T00:00:00Z, may be negative
 */
public record Datetime(long epochMillis) implements CedarValue, Comparable<Datetime> {
  private static final long DAY = 86_400_000;
  private static final long MINUTE = 60_000;
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})"
              + "(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]{3}))?(?:Z|([+-])([0-9]{2})([0-9]{2})))?");

  /** The instant of this moment, cut to milliseconds. */
  public static Datetime of(Instant instant) {
    return new Datetime(instant.toEpochMilli());
  }

  /**
   * The instant that {@code text} writes: {@code YYYY-MM-DD}, {@code YYYY-MM-DDThh:mm:ssZ}, with
   * {@code .SSS} before the {@code Z}, or with {@code +hhmm} or {@code -hhmm} in its place; empty
   * otherwise. Cedar RFC 80.
   */
  public static Optional<Datetime> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int offsetHours = number(form, 9);
    int offsetMinutes = number(form, 10);
    if (offsetHours > 23 || offsetMinutes > 59) {
      return Optional.empty();
    }
    try {
      long local =
          LocalDateTime.of(
                      number(form, 1),
                      number(form, 2),
                      number(form, 3),
                      number(form, 4),
                      number(form, 5),
                      number(form, 6))
                  .toEpochSecond(ZoneOffset.UTC)
              * 1000;
      long offset = (offsetHours * 60L + offsetMinutes) * MINUTE;
      return Optional.of(
          new Datetime(local + number(form, 7) - ("-".equals(form.group(8)) ? -offset : offset)));
    } catch (DateTimeException notInTheCalendar) {
      return Optional.empty();
    }
  }

  private static int number(Matcher form, int group) {
    String digits = form.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /**
   * This moment moved by {@code by}; throws {@link ArithmeticException} when that leaves 64 bits.
   */
  Datetime offset(Duration by) {
    return new Datetime(Math.addExact(epochMillis, by.millis()));
  }

  /**
   * How long after {@code start} this is; throws {@link ArithmeticException} when that leaves 64
   * bits.
   */
  Duration since(Datetime start) {
    return new Duration(Math.subtractExact(epochMillis, start.epochMillis));
  }

  /** Midnight (UTC) of this day; throws {@link ArithmeticException} when that leaves 64 bits. */
  Datetime date() {
    return new Datetime(Math.subtractExact(epochMillis, Math.floorMod(epochMillis, DAY)));
  }

  /** How long after midnight (UTC) this is. */
  Duration time() {
    return new Duration(Math.floorMod(epochMillis, DAY));
  }

  @Override
  public int compareTo(Datetime other) {
    return Long.compare(epochMillis, other.epochMillis);
  }

  @Override
  public String kind() {
    return "datetime";
  }

  @Override
  public String toString() {
    return "datetime(\"1970-01-01\").offset(" + new Duration(epochMillis) + ")";
  }
}
