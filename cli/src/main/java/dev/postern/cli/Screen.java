package dev.postern.cli;

/** Text from elsewhere, made fit for a terminal. */
public final class Screen {
  private Screen() {}

  /**
   * The text with controls, format characters and lone surrogates replaced, so that it can move no
   * cursor.
   */
  public static String safe(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          int type = Character.getType(c);
          boolean unfit =
              type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.SURROGATE
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR;
          kept.appendCodePoint(unfit ? '\uFFFD' : c);
        });
    return kept.toString();
  }
}
