package dev.postern.gateway.signin;

/**
 * A pattern over a claim's text, always matched as a whole: {@code *} stands for any run of
 * characters without {@code /} and {@code :}, {@code **} for any run at all. The narrow star is the
 * default because CI subjects such as {@code repo:acme/app:ref:refs/heads/main} are built from
 * parts that others may choose.
 *
 * @param pattern 1 to {@value #LONGEST} characters
 */
public record Glob(String pattern) {
  /** The longest pattern, in characters. */
  public static final int LONGEST = 256;

  private static final int LONGEST_TEXT = 4096;

  public Glob {
    if (pattern.isEmpty() || pattern.length() > LONGEST) {
      throw new IllegalArgumentException("a pattern has 1 to " + LONGEST + " characters");
    }
  }

  /** Whether the pattern covers the whole text; takes at most pattern times text steps. */
  boolean matches(String text) {
    if (text.length() > LONGEST_TEXT) {
      return false;
    }
    boolean[] reach = new boolean[text.length() + 1];
    reach[0] = true;
    for (int p = 0; p < pattern.length(); p++) {
      char c = pattern.charAt(p);
      if (c != '*') {
        step(reach, text, c);
      } else if (p + 1 < pattern.length() && pattern.charAt(p + 1) == '*') {
        spread(reach, text, true);
        p++;
      } else {
        spread(reach, text, false);
      }
    }
    return reach[text.length()];
  }

  private static void step(boolean[] reach, String text, char c) {
    for (int i = text.length(); i > 0; i--) {
      reach[i] = reach[i - 1] && text.charAt(i - 1) == c;
    }
    reach[0] = false;
  }

  private static void spread(boolean[] reach, String text, boolean everything) {
    for (int i = 1; i < reach.length; i++) {
      char c = text.charAt(i - 1);
      reach[i] |= reach[i - 1] && (everything || (c != '/' && c != ':'));
    }
  }
}
