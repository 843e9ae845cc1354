package dev.postern.gateway.http;

/** A body's length as a field states it (RFC 9112, 6.2): digits and nothing else. */
final class BodyLength {
  /** What a value is that states no length. */
  static final long NONE = -1;

  private static final int MOST_DIGITS = 18;

  private BodyLength() {}

  /** The length; {@link #NONE} also for one that no body has. */
  static long of(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return NONE;
      }
    }
    boolean sane = !value.isEmpty() && value.length() <= MOST_DIGITS;
    return sane ? Long.parseLong(value) : NONE;
  }
}
