package dev.postern.kernel.approval;

import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation as people read it before they approve: everything that is asked, once, in a form
 * that content cannot imitate. Texts stand in quotes with every character written out that is not
 * {@link Legible}, so that nothing hides, moves or colours what stands beside it.
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
      wording.plain(operation.label(), false);
      wording.out.append('\n');
      wording.value(operation.payload(), "");
      wording.bounded();
      return Optional.of(wording.out.toString());
    } catch (TooLong unread) {
      return Optional.empty();
    }
  }

  /**
   * One text in quotes, every character of it written out that is not {@link Legible}.
   *
   * @param most characters of it that are told; of a longer one its beginning, and that there is
   *     more
   */
  public static String quoted(String text, int most) {
    boolean cut = text.length() > most;
    int end = cut ? most : text.length();
    if (cut && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    Wording wording = new Wording(Integer.MAX_VALUE);
    wording.text(text.substring(0, end), false);
    return wording.out + (cut ? " and more" : "");
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
      case Value.Text(String text) -> text(text, true);
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
      text(entry.getKey(), false);
      out.append(": ");
      value(entry.getValue(), margin + STEP);
      gap = ",\n";
    }
    out.append(entries.isEmpty() ? "}" : "\n" + margin + "}");
  }

  private void text(String text, boolean alone) {
    out.append('"');
    plain(text, alone);
    out.append('"');
  }

  private void plain(String text, boolean alone) {
    if (text.length() > most) {
      throw new TooLong();
    }
    Legible legible = new Legible(text, alone, out);
    for (int at = 0; at < text.length(); ) {
      at =
          switch (text.charAt(at)) {
            case '"' -> written("\\\"", at);
            case '\\' -> written("\\\\", at);
            case '\n' -> written("\\n", at);
            case '\t' -> written("\\t", at);
            default -> legible.print(at);
          };
      bounded();
    }
  }

  private int written(String escape, int at) {
    out.append(escape);
    return at + 1;
  }
}
