package dev.postern.gateway.sse;

import dev.postern.gateway.sse.SseFault.Reason;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts one stream, fed in pieces of any size, into frames. For one thread.
 *
 * <p>Lines end in LF, CR or CRLF (section 9.2.5). An event is handed on with the byte that ends it.
 * The one exception is a CR that ends an event whose lines ended in CRLF: the LF is part of the
 * event and is waited for. A LF after an event that was already handed on at its CR is filler.
 */
public final class SseDecoder {
  private static final byte[] NOTHING = {};
  private static final int KEPT_BUFFER = 1024;

  private final SseLimits limits;

  /** The bytes of the event so far, the current line from {@link #lineStart} on. */
  private byte[] buffer = NOTHING;

  private int length;
  private int lineStart;

  /** Filler of this piece, handed on before the next event and at the end of the piece. */
  private byte[] filler = NOTHING;

  private int fillerLength;

  private long consumed;
  private boolean firstLine = true;

  /** Whether the last byte was a CR, to which a LF would belong. */
  private boolean afterCr;

  /** Whether the last line ended in CRLF. */
  private boolean crlf;

  private boolean awaitsLf;
  private boolean hasField;
  private Optional<SseFault> fault = Optional.empty();

  public SseDecoder(SseLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes the next piece of the stream and hands on the frames that it completes. After a fault
   * every further call answers the same fault and hands on nothing.
   *
   * @param bytes holds the piece from {@code from} to before {@code to}; not kept
   */
  public Optional<SseFault> feed(byte[] bytes, int from, int to, Consumer<SseFrame> frames) {
    int i = from;
    while (i < to && fault.isEmpty()) {
      byte b = bytes[i];
      if (awaitsLf) {
        awaitsLf = false;
        if (b == '\n') {
          append(bytes, i++, 1);
        }
        endEvent(frames);
      } else if (b == '\n' || b == '\r') {
        lineEnd(bytes, i++, frames);
      } else {
        int end = LineEnds.next(bytes, i + 1, to);
        content(bytes, i, end - i);
        i = end;
      }
    }
    flushFiller(frames);
    return fault;
  }

  /** Takes all of an array as the next piece. */
  public Optional<SseFault> feed(byte[] bytes, Consumer<SseFrame> frames) {
    return feed(bytes, 0, bytes.length, frames);
  }

  /**
   * The stream has ended. An event without its empty line is not handed on, as a client would
   * discard it, and is reported as {@link Reason#CUT_OFF}.
   */
  public Optional<SseFault> end(Consumer<SseFrame> frames) {
    if (fault.isEmpty() && awaitsLf) {
      awaitsLf = false;
      endEvent(frames);
    } else if (fault.isEmpty() && length > 0) {
      fail(consumed, Reason.CUT_OFF);
    }
    return fault;
  }

  /** How many bytes of an unfinished event are held; 0 between events. */
  public int pending() {
    return length;
  }

  private void content(byte[] bytes, int from, int count) {
    afterCr = false;
    int ofLine = limits.maxLineBytes() - (length - lineStart);
    if (count > ofLine && ofLine <= limits.maxEventBytes() - length) {
      fail(consumed + ofLine, Reason.LINE_TOO_LONG);
    } else {
      append(bytes, from, count);
    }
  }

  private void lineEnd(byte[] bytes, int at, Consumer<SseFrame> frames) {
    byte b = bytes[at];
    if (afterCr && b == '\n') {
      afterCr = false;
      crlf = true;
      if (length == 0) {
        consumed++;
        fill(bytes, at, 1);
      } else {
        append(bytes, at, 1);
        lineStart = length;
      }
      return;
    }
    boolean wasCrlf = crlf;
    crlf = false;
    afterCr = b == '\r';
    int lineLength = length - lineStart;
    append(bytes, at, 1);
    if (fault.isPresent()) {
      return;
    }
    lineLength -= skipByteOrderMark();
    if (lineLength == 0 && afterCr && wasCrlf && hasField) {
      afterCr = false;
      awaitsLf = true;
    } else if (lineLength == 0 && hasField) {
      endEvent(frames);
    } else if (!hasField && (lineLength == 0 || buffer[lineStart] == ':')) {
      fill(buffer, 0, length);
      clear();
    } else {
      hasField = true;
      lineStart = length;
    }
  }

  /** Takes a byte order mark off the stream's first line; gives the bytes taken. */
  private int skipByteOrderMark() {
    boolean marked =
        firstLine
            && length > 3
            && buffer[0] == (byte) 0xEF
            && buffer[1] == (byte) 0xBB
            && buffer[2] == (byte) 0xBF;
    firstLine = false;
    if (!marked) {
      return 0;
    }
    fill(buffer, 0, 3);
    length -= 3;
    System.arraycopy(buffer, 3, buffer, 0, length);
    return 3;
  }

  private void endEvent(Consumer<SseFrame> frames) {
    if (fault.isPresent()) {
      return;
    }
    flushFiller(frames);
    frames.accept(new SseEvent(Arrays.copyOf(buffer, length)));
    clear();
  }

  private void clear() {
    length = 0;
    lineStart = 0;
    hasField = false;
    if (buffer.length > KEPT_BUFFER) {
      buffer = NOTHING;
    }
  }

  private void append(byte[] bytes, int from, int count) {
    int room = limits.maxEventBytes() - length;
    if (count > room) {
      fail(consumed + room, Reason.EVENT_TOO_LONG);
      return;
    }
    buffer = withRoom(buffer, length, count);
    System.arraycopy(bytes, from, buffer, length, count);
    length += count;
    consumed += count;
  }

  private void fill(byte[] bytes, int from, int count) {
    filler = withRoom(filler, fillerLength, count);
    System.arraycopy(bytes, from, filler, fillerLength, count);
    fillerLength += count;
  }

  private void flushFiller(Consumer<SseFrame> frames) {
    if (fillerLength > 0) {
      byte[] raw = Arrays.copyOf(filler, fillerLength);
      filler = NOTHING;
      fillerLength = 0;
      frames.accept(new SseFiller(raw));
    }
  }

  private void fail(long offset, Reason reason) {
    fault = Optional.of(new SseFault(offset, reason));
    buffer = NOTHING;
    length = 0;
  }

  private static byte[] withRoom(byte[] array, int used, int more) {
    return array.length - used >= more
        ? array
        : Arrays.copyOf(array, Math.max(2 * array.length, used + Math.max(more, 64)));
  }
}
