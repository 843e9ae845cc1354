package dev.postern.gateway.config.yaml;

/** How keys are written in problems. */
final class Keys {
  private static final int LONGEST = 80;

  private Keys() {}

  /** A key below another; cut when over-long, without controls. */
  static String join(String above, String key) {
    String plain = key.length() > LONGEST ? key.substring(0, LONGEST) + "..." : key;
    plain = plain.replaceAll("\\p{Cntrl}", "?");
    return above.isEmpty() ? plain : above + "." + plain;
  }
}
