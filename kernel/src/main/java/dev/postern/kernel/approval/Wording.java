package dev.postern.kernel.approval;

import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation as people read it before they approve: everything that is asked, once, in a form
 * that content cannot imitate. Texts stand in quotes with every control, format and surrogate
 * character written out, so that nothing hides, moves or colours what stands beside it.
 */
public final class Wording {
  private static final String STEP = "  ";
  private final StringBuilder out = new StringBuilder();
  private final int most;

  private Wording(int most) {
    this.most = most;
  }

  /** It is longer than anybody is asked to read. */
  private static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    private TooLong() {
      super("too long to read", null, false, false);
    }
  }

  /**
   * The operation's label on the first line, its payload below.
   *
   * @param most the longest text, in characters; no more of a longer one is made
   * @return empty when it is longer
   */
  public static Optional<String> of(Operation operation, int most) {
    Wording wording = new Wording(most);
    try {
      wording.out.append(operation.label()).append('\n');
      wording.value(operation.payload(), "");
      wording.bounded();
      return Optional.of(wording.out.toString());
    } catch (TooLong unread) {
      return Optional.empty();
    }
  }

  private void bounded() {
    if (out.length() > most) {
      throw new TooLong();
    }
  }

  private void value(Value value, String margin) {
    bounded();
    switch (value) {
      case Value.Null() -> out.append("null");
      case Value.Bool(boolean truth) -> out.append(truth);
      case Value.Text(String text) -> text(text);
      case Value.Numeral(String text) -> out.append(text);
      case Value.Bytes(byte[] bytes) -> {
        if (bytes.length > most) {
          throw new TooLong();
        }
        out.append("bytes ").append(HexFormat.of().formatHex(bytes));
      }
      case Value.ListOf(List<Value> items) -> list(items, margin);
      case Value.MapOf(Map<String, Value> entries) -> map(entries, margin);
    }
  }

  private void list(List<Value> items, String margin) {
    out.append('[');
    String gap = "\n";
    for (Value item : items) {
      out.append(gap).append(margin).append(STEP);
      value(item, margin + STEP);
      gap = ",\n";
    }
    out.append(items.isEmpty() ? "]" : "\n" + margin + "]");
  }

  private void map(Map<String, Value> entries, String margin) {
    out.append('{');
    String gap = "\n";
    for (Map.Entry<String, Value> entry : entries.entrySet()) {
      out.append(gap).append(margin).append(STEP);
      text(entry.getKey());
      out.append(": ");
      value(entry.getValue(), margin + STEP);
      gap = ",\n";
    }
    out.append(entries.isEmpty() ? "}" : "\n" + margin + "}");
  }

  private void text(String text) {
    out.append('"');
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      character(text.codePointAt(at));
      bounded();
    }
    out.append('"');
  }

  private void character(int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      default -> {
        if (plain(c)) {
          out.appendCodePoint(c);
        } else {
          for (char unit : Character.toChars(c)) {
            out.append("\\u").append(HexFormat.of().toHexDigits(unit));
          }
        }
      }
    }
  }

  /** Whether a character shows as itself, where it stands, and no wider than a person expects. */
  private static boolean plain(int c) {
    if (c == ' ') {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> true;
    };
  }
}
