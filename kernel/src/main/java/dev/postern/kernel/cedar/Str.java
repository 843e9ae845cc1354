package dev.postern.kernel.cedar;

/**
 * A Cedar string. Has an order only so that sets stay fast over strings that were made to collide.
 */
public record Str(String value) implements CedarValue, Comparable<Str> {
  @Override
  public int compareTo(Str other) {
    return value.compareTo(other.value);
  }

  @Override
  public String kind() {
    return "string";
  }

  @Override
  public String toString() {
    return quoted(value);
  }

  /** {@code text} as a Cedar string literal: quoted, with what cannot stand in one escaped. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (c < ' ' || c == 0x7f) {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return out.append('"').toString();
  }
}
