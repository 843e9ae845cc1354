package dev.postern.kernel.masking;

import java.util.Locale;
import java.util.Optional;

/** How a hidden value is shown. */
public enum Mask {
  /** Replaced by a fixed word. */
  REDACT,
  /**
   * All but the last four characters hidden; the whole where fewer than eight would remain hidden
   * or shown.
   */
  LAST4,
  /** Replaced by null. */
  NULL,
  /** Only the year of a date stays. */
  YEAR,
  /** Content removed; type and size stay. */
  WITHHOLD;

  /** The one of two that shows less. */
  public static Mask stricter(Mask one, Mask other) {
    return one.strictness() >= other.strictness() ? one : other;
  }

  private int strictness() {
    return switch (this) {
      case YEAR -> 0;
      case LAST4 -> 1;
      case REDACT -> 2;
      case NULL -> 3;
      case WITHHOLD -> 4;
    };
  }

  /**
   * The mask that an annotation or a configuration names; empty when there is none of that name.
   */
  public static Optional<Mask> named(String name) {
    for (Mask mask : values()) {
      if (mask.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(mask);
      }
    }
    return Optional.empty();
  }
}
