package dev.postern.gateway.sse;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One event: its lines up to and with the empty line that ends it. Immutable.
 *
 * <p>An event without a data line is not dispatched by a client, but its id and retry still count.
 */
public final class SseEvent implements SseFrame {
  private static final int LONGEST_RETRY = 18;

  private final byte[] raw;
  private final byte[] data;
  private final boolean hasData;
  private final Optional<String> type;
  private final Optional<String> id;
  private final OptionalLong retry;
  private final boolean hasIgnored;

  /** Reads the lines of one event, of which only the last is empty. */
  SseEvent(byte[] raw) {
    this.raw = raw;
    DataLines data = new DataLines();
    boolean ignored = false;
    Optional<String> type = Optional.empty();
    Optional<String> id = Optional.empty();
    OptionalLong retry = OptionalLong.empty();
    SseLine line = new SseLine(raw);
    while (line.advance()) {
      switch (line.field()) {
        case DATA -> data.add(raw, line.value(), line.end());
        case TYPE -> type = Optional.of(line.text()).filter(text -> !text.isEmpty());
        case ID -> id = Optional.of(line.text());
        case RETRY -> retry = OptionalLong.of(millis(line.text()));
        case IGNORED -> ignored = true;
        case END_OF_EVENT -> {}
      }
    }
    this.data = data.joined();
    this.hasData = data.lines > 0;
    this.hasIgnored = ignored;
    this.type = type;
    this.id = id;
    this.retry = retry;
  }

  @Override
  public byte[] raw() {
    return raw;
  }

  /** Whether a client dispatches it. */
  public boolean hasData() {
    return hasData;
  }

  /** The data lines joined by a line feed; owned by the event, not to be changed. */
  public byte[] data() {
    return data;
  }

  /** The event's type; empty means {@code message}. */
  public Optional<String> type() {
    return type;
  }

  /** What becomes the last event id; an empty text resets it. */
  public Optional<String> id() {
    return id;
  }

  /** The reconnection time, in milliseconds; {@link Long#MAX_VALUE} for 19 digits and more. */
  public OptionalLong retry() {
    return retry;
  }

  /** Whether it has lines that a client ignores: comments, unknown fields, an unusable id. */
  public boolean hasIgnoredLines() {
    return hasIgnored;
  }

  /**
   * The event's bytes with other data. All other lines stay as they came; the data lines are
   * replaced where the first stood, or added at the end if there was none. Each line of the new
   * data, ended by CR, LF or CRLF, becomes a data line.
   */
  public byte[] withData(byte[] replacement) {
    ByteArrayOutputStream edited = new ByteArrayOutputStream(raw.length + replacement.length);
    boolean written = false;
    SseLine line = new SseLine(raw);
    while (line.advance()) {
      switch (line.field()) {
        case DATA -> {
          if (!written) {
            SseText.dataLines(replacement, endOf(line), edited);
            written = true;
          }
        }
        case END_OF_EVENT -> {
          if (!written) {
            SseText.dataLines(replacement, endOf(line), edited);
          }
          endAfter(edited, line);
        }
        case TYPE, ID, RETRY, IGNORED ->
            edited.write(raw, line.start(), line.next() - line.start());
      }
    }
    return edited.toByteArray();
  }

  /** Ends the event, also where a CR now stands before the LF of its empty line. */
  private void endAfter(ByteArrayOutputStream edited, SseLine empty) {
    byte[] before = edited.toByteArray();
    if (raw[empty.start()] == '\n' && before[before.length - 1] == '\r') {
      edited.write('\n');
    }
    edited.write(raw, empty.start(), empty.next() - empty.start());
  }

  /** The data lines, joined; a single one, by far the most frequent, is copied once. */
  private static final class DataLines {
    private byte[] first = {};
    private final ByteArrayOutputStream all = new ByteArrayOutputStream(0);
    private int lines;

    void add(byte[] raw, int from, int to) {
      if (lines++ == 0) {
        first = Arrays.copyOfRange(raw, from, to);
        return;
      }
      if (lines == 2) {
        all.writeBytes(first);
      }
      all.write('\n');
      all.write(raw, from, to - from);
    }

    byte[] joined() {
      return lines > 1 ? all.toByteArray() : first;
    }
  }

  private byte[] endOf(SseLine line) {
    return Arrays.copyOfRange(raw, line.end(), line.next());
  }

  private static long millis(String digits) {
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    String significant = digits.substring(zeros);
    return significant.length() > LONGEST_RETRY ? Long.MAX_VALUE : Long.parseLong(significant);
  }

  /** The sizes; never the content, which may be secret. */
  @Override
  public String toString() {
    return "SseEvent[" + raw.length + " bytes, " + data.length + " of data]";
  }
}
