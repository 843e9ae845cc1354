package dev.postern.kernel.cedar;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Cedar decimal: a fraction with four digits, exact.
 *
 * @param units the value in ten-thousandths
 */
public record Decimal(long units) implements CedarValue, Comparable<Decimal> {
  private static final int DIGITS = 4;
  private static final long ONE = 10_000;
  private static final Pattern FORM = Pattern.compile("(-?)([0-9]+)\\.([0-9]{1," + DIGITS + "})");

  /**
   * The decimal that {@code text} writes: digits on both sides of the point, at most four after it;
   * empty otherwise or when out of range.
   */
  public static Optional<Decimal> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    boolean negative = !form.group(1).isEmpty();
    try {
      long whole = Math.multiplyExact(Long.parseLong(form.group(1) + form.group(2)), ONE);
      long part = Long.parseLong((form.group(3) + "000").substring(0, DIGITS));
      return Optional.of(
          new Decimal(negative ? Math.subtractExact(whole, part) : Math.addExact(whole, part)));
    } catch (NumberFormatException | ArithmeticException outOfRange) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(Decimal other) {
    return Long.compare(units, other.units);
  }

  @Override
  public String kind() {
    return "decimal";
  }

  @Override
  public String toString() {
    String sign = units < 0 ? "-" : "";
    return "decimal(\"%s%d.%04d\")".formatted(sign, Math.abs(units / ONE), Math.abs(units % ONE));
  }
}
