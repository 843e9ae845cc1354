package dev.postern.gateway.protocol.postgres.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The content of an error or notice: fields, each with a one-byte code, in the order in which they
 * came. Codes that are not known are kept, as the manual asks.
 */
public record Report(List<Field> fields) {
  /** A field: what it says under which code. */
  public record Field(byte code, Slice text) {}

  public Report {
    fields = List.copyOf(fields);
  }

  /** A report in the gateway's own words. */
  public static Report of(String severity, String sqlState, String message) {
    return new Report(
        List.of(
            field('S', severity), field('V', severity), field('C', sqlState), field('M', message)));
  }

  /** The same with one more field. */
  public Report with(char code, String text) {
    List<Field> more = new ArrayList<>(fields);
    more.add(field(code, text));
    return new Report(more);
  }

  /** The same with another text in each field of a code. */
  public Report saying(char code, String text) {
    return new Report(
        fields.stream()
            .map(field -> field.code() == (byte) code ? field(code, text) : field)
            .toList());
  }

  /** The first field of that code. */
  public Optional<Slice> field(char code) {
    for (Field field : fields) {
      if (field.code() == code) {
        return Optional.of(field.text());
      }
    }
    return Optional.empty();
  }

  /** The SQLSTATE, or an empty text. */
  public String sqlState() {
    return field('C').map(Slice::text).orElse("");
  }

  /** The severity, never translated where the server says it so. */
  public String severity() {
    return field('V').or(() -> field('S')).map(Slice::text).orElse("");
  }

  /** The message, or an empty text. */
  public String message() {
    return field('M').map(Slice::text).orElse("");
  }

  private static Field field(char code, String text) {
    return new Field((byte) code, Slice.of(text.replace("\0", "")));
  }
}
