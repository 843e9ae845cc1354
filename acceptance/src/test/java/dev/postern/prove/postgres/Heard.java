package dev.postern.prove.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One message of a server, in words that are the same on both ways: process ids, keys and the
 * object ids of tables that the conversation made are left out.
 *
 * @param fields of an error or a notice, by their letter
 */
record Heard(char type, String text, Map<Character, String> fields) {
  /** What a refused statement fails with when it is sent directly. */
  static final String FAILING = "refused_here_too";

  /** No function has this number, so a call of it fails. */
  static final int NO_FUNCTION = 1_999_999_999;

  private static final String REFUSED = "refused";

  /** Reads a message. */
  static Heard of(char type, byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content);
    return switch (type) {
      case 'K' -> new Heard(type, "", Map.of());
      case 'A' -> new Heard(type, string(in.position(4)) + " " + string(in), Map.of());
      case 'T' -> new Heard(type, columns(in), Map.of());
      case 'E', 'N' -> report(type, in);
      default -> new Heard(type, new String(content, StandardCharsets.ISO_8859_1), Map.of());
    };
  }

  private static String columns(ByteBuffer in) {
    StringBuilder columns = new StringBuilder();
    for (int left = in.getShort(); left > 0; left--) {
      columns.append(string(in)).append(in.getInt() == 0 ? " computed" : " of a table");
      for (int number = 0; number < 2; number++) {
        columns.append(' ').append(number == 0 ? in.getShort() : in.getInt());
      }
      columns.append(' ').append(in.getShort()).append(' ').append(in.getInt());
      columns.append(' ').append(in.getShort()).append("; ");
    }
    return columns.toString();
  }

  private static Heard report(char type, ByteBuffer in) {
    Map<Character, String> fields = new LinkedHashMap<>();
    for (byte field = in.get(); field != 0; field = in.get()) {
      fields.put((char) field, string(in));
    }
    String message = fields.getOrDefault('M', "");
    if (message.contains(FAILING)
        || message.contains(String.valueOf(NO_FUNCTION))
        || fields.getOrDefault('D', "").startsWith("postern: denied")) {
      return new Heard(type, REFUSED, Map.of('S', fields.getOrDefault('S', "")));
    }
    return new Heard(type, fields.toString(), fields);
  }

  private static String string(ByteBuffer in) {
    int from = in.position();
    int end = from;
    while (in.get(end) != 0) {
      end++;
    }
    in.position(end + 1);
    return new String(in.array(), from, end - from, StandardCharsets.UTF_8);
  }

  String field(char letter) {
    return fields.getOrDefault(letter, "");
  }

  boolean refusal() {
    return text.equals(REFUSED);
  }

  /** Whether it is an error, or a fatal one, with this state. */
  boolean error(String severity, String state) {
    return type == 'E' && field('S').equals(severity) && field('C').equals(state);
  }

  boolean mark() {
    return type == 'D' && text.endsWith(Conversation.MARK);
  }

  @Override
  public String toString() {
    String shown = text.length() > 300 ? text.substring(0, 300) + " …" : text;
    return type + " " + shown;
  }
}
