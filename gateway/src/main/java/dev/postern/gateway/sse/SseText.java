package dev.postern.gateway.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A writer for one event in the gateway's own words: fields in the order they are called, lines
 * ended by a line feed.
 */
public final class SseText {
  private static final byte[] LINE_FEED = {'\n'};
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream text = new ByteArrayOutputStream(256);

  /** A comment with the empty line after it, for keeping a connection open. */
  public static byte[] comment(String words) {
    return (": " + oneLine(words) + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What the gateway understood of an event, with this data instead of its own, and nothing else of
   * it: no comment, no unknown field.
   */
  public static byte[] printed(SseEvent event, byte[] data) {
    SseText text = new SseText();
    event.type().ifPresent(text::type);
    event.id().ifPresent(text::id);
    event.retry().ifPresent(text::retry);
    return event.hasData() ? text.data(data).bytes() : text.bytes();
  }

  /** The event's type. Throws {@link IllegalArgumentException} for one with a line end. */
  public SseText type(String type) {
    return line("event: ", oneLine(type));
  }

  /** The event's id. Throws {@link IllegalArgumentException} for one with a line end or U+0000. */
  public SseText id(String id) {
    if (id.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an event id has no U+0000");
    }
    return line("id: ", oneLine(id));
  }

  /** The reconnection time, in milliseconds. */
  public SseText retry(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException("not a time to wait: " + millis);
    }
    return line("retry: ", Long.toString(millis));
  }

  /** The data, in UTF-8; each of its lines becomes a data line. */
  public SseText data(byte[] data) {
    dataLines(data, LINE_FEED, text);
    return this;
  }

  /** The event, ended. */
  public byte[] bytes() {
    ByteArrayOutputStream ended = new ByteArrayOutputStream(text.size() + 1);
    ended.writeBytes(text.toByteArray());
    ended.write('\n');
    return ended.toByteArray();
  }

  /** Writes one data line for each line of the data, a last one without an end included. */
  static void dataLines(byte[] data, byte[] lineEnd, ByteArrayOutputStream into) {
    int start = 0;
    for (int i = 0; i <= data.length; i++) {
      if (i == data.length || data[i] == '\n' || data[i] == '\r') {
        into.writeBytes(DATA);
        into.write(data, start, i - start);
        into.writeBytes(lineEnd);
        if (i + 1 < data.length && data[i] == '\r' && data[i + 1] == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
  }

  private SseText line(String field, String value) {
    text.writeBytes((field + value + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private static String oneLine(String words) {
    if (words.indexOf('\n') >= 0 || words.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a field has no line end");
    }
    return words;
  }
}
