package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the heads of one connection, line by line as they arrive. Lines end in CR LF and in nothing
 * else. A line that stands where the same stood in the connection's last head is not read again:
 * its field is the same object, so that whoever comes after may know it by that.
 */
final class HeadReader {
  /** How many lines of a head are remembered, and how long each may be. */
  static final int MOST_REMEMBERED = 32;

  static final int LONGEST_REMEMBERED = 4 << 10;

  private static final int WINDOW = 8 << 10;
  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[WINDOW];
        }
      };
  private static final Line[] NOTHING = {};
  private static final Field NO_FIELD = new Field("", "");

  /** What reads a head's first line; not asked when it is the same as before. */
  @FunctionalInterface
  interface FirstLine {
    /**
     * Reads it.
     *
     * @param to the offset of its CR
     */
    void read(byte[] in, int from, int to) throws BadHead;
  }

  /**
   * The bounds of a head, in bytes and in lines.
   *
   * @param first bytes of its first line
   * @param head bytes of all other lines together
   * @param fields how many of those
   */
  record Most(int first, int head, int fields) {}

  /** A line that was read, with its CR LF. */
  private record Line(byte[] raw, Field field) {}

  private final Most most;
  private final FirstLine first;
  private Line[] lines = NOTHING;
  private Field[] fields = new Field[16];
  private int count;
  private int bytes;
  private int blanks;
  private boolean begun;
  private boolean firstRead;
  private boolean same;
  private int sameCount;

  HeadReader(Most most, FirstLine first) {
    this.most = most;
    this.first = first;
  }

  /** Room to look at a line in, of the thread that asks; what lies in it is forgotten soon. */
  static byte[] scratch() {
    return SCRATCH.get();
  }

  /** Whether some of a head was taken, and not all of it. */
  boolean begun() {
    return begun;
  }

  /** The fields of the head that is whole; a view that holds until the next head is read. */
  List<Field> fields() {
    return Arrays.asList(fields).subList(0, count);
  }

  /**
   * Whether the head that is whole says what the one before it said, but for the length of the
   * body.
   */
  boolean same() {
    return same;
  }

  /**
   * Takes what it needs of these bytes.
   *
   * @return whether the head is whole
   */
  boolean read(ByteBuf in) throws BadHead {
    byte[] window = scratch();
    while (true) {
      int readable = in.readableBytes();
      int size = Math.min(readable, window.length);
      in.getBytes(in.readerIndex(), window, 0, size);
      int taken = lines(in, window, size);
      if (taken < 0) {
        return true;
      }
      if (size == readable || size > allowed()) {
        break;
      }
      if (taken == 0) {
        window = new byte[Math.min(readable, allowed() + 1)];
      }
    }
    if (in.readableBytes() > allowed()) {
      throw firstRead ? BadHead.HEAD_TOO_LARGE : BadHead.LINE_TOO_LONG;
    }
    return false;
  }

  /** Takes whole lines off the buffer: how many bytes, or -1 when the head has ended. */
  private int lines(ByteBuf in, byte[] window, int size) throws BadHead {
    int at = 0;
    while (at < size) {
      int end = next(window, at, size);
      if (end < 0) {
        break;
      }
      boolean empty = end - at == 2;
      take(window, at, end);
      at = end;
      if (empty && firstRead) {
        in.skipBytes(at);
        wholeNow();
        return -1;
      }
      firstRead |= !empty;
    }
    in.skipBytes(at);
    return at;
  }

  /** The offset after the line that begins here; -1 when it is not whole. */
  private int next(byte[] window, int at, int size) throws BadHead {
    int place = firstRead ? count + 1 : 0;
    if (place < lines.length) {
      byte[] before = lines[place].raw();
      int end = at + before.length;
      if (end <= size && Arrays.equals(window, at, end, before, 0, before.length)) {
        return end;
      }
    }
    for (int i = at; i < size; i++) {
      if (window[i] == '\n') {
        if (i == at || window[i - 1] != '\r') {
          throw BadHead.MALFORMED;
        }
        return i + 1;
      }
    }
    return -1;
  }

  private void take(byte[] window, int at, int end) throws BadHead {
    begun = true;
    int length = end - at - 2;
    if (!firstRead) {
      if (length > most.first()) {
        throw BadHead.LINE_TOO_LONG;
      }
      if (length == 0) {
        // One empty line before a request is forgiven (RFC 9112, 2.2).
        if (++blanks > 1) {
          throw BadHead.MALFORMED;
        }
        return;
      }
      same = true;
      if (!repeated(window, at, end, 0)) {
        first.read(window, at, end - 2);
        same = false;
        remember(window, at, end, 0, NO_FIELD);
      }
    } else if (length > 0) {
      field(window, at, end);
    }
  }

  private void field(byte[] window, int at, int end) throws BadHead {
    bytes += end - at;
    if (bytes > most.head() || count == most.fields()) {
      throw BadHead.HEAD_TOO_LARGE;
    }
    int place = count + 1;
    Field field;
    if (repeated(window, at, end, place)) {
      field = lines[place].field();
    } else {
      field = FieldLine.read(window, at, end - 2);
      same &= place < lines.length && length(field) && length(lines[place].field());
      remember(window, at, end, place, field);
    }
    if (count == fields.length) {
      fields = Arrays.copyOf(fields, 2 * count);
    }
    fields[count++] = field;
  }

  private static boolean length(Field field) {
    return field.name().equals("content-length");
  }

  private boolean repeated(byte[] window, int at, int end, int place) {
    return place < lines.length
        && Arrays.equals(window, at, end, lines[place].raw(), 0, lines[place].raw().length);
  }

  private void remember(byte[] window, int at, int end, int place, Field field) {
    boolean fits = place < MOST_REMEMBERED && end - at <= LONGEST_REMEMBERED;
    if (!fits) {
      if (place < lines.length) {
        lines = Arrays.copyOf(lines, place);
      }
      return;
    }
    Line line = new Line(Arrays.copyOfRange(window, at, end), field);
    if (place < lines.length) {
      lines[place] = line;
    } else if (place == lines.length) {
      lines = Arrays.copyOf(lines, place + 1);
      lines[place] = line;
    }
  }

  private void wholeNow() {
    same &= count == sameCount;
    sameCount = count;
    begun = false;
    firstRead = false;
    bytes = 0;
    blanks = 0;
  }

  /** Forgets the fields of a head that was handed on. */
  void next() {
    count = 0;
  }

  /** How long a line may become that has begun, with its CR LF. */
  private int allowed() {
    return firstRead ? most.head() - bytes : most.first() + 2;
  }
}
