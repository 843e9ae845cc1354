package dev.postern.kernel.audit;

import dev.postern.kernel.operation.Value;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the typed, length-prefixed form that {@link Decoder} reads. Every item is a tag octet and
 * what it holds; numbers are big-endian. Reused by its one owner, so that a turn allocates little.
 */
final class Encoder {
  /** From here on a text is worth more than a loop over its characters. */
  private static final int LONG_TEXT = 48;

  /** The longest text, in characters, that leaves its room behind for the next. */
  private static final int KEPT_SCRATCH = 1 << 16;

  private final CharsetEncoder utf8 =
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private byte[] bytes = new byte[1024];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private CharBuffer chars = CharBuffer.allocate(256);
  private String[] names = new String[8];
  private int length;

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** Gives up what was written behind a length. */
  void cutTo(int shorter) {
    length = shorter;
  }

  /** What was written, in a buffer that is the encoder's own and good until the next change. */
  ByteBuffer written() {
    return view.clear().limit(length);
  }

  byte[] taken() {
    return Arrays.copyOf(bytes, length);
  }

  void octet(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void raw(byte[] octets) {
    room(octets.length);
    System.arraycopy(octets, 0, bytes, length, octets.length);
    length += octets.length;
  }

  void bare32(int value) {
    room(4);
    putAt(length, value);
    length += 4;
  }

  void bare64(long value) {
    bare32((int) (value >>> 32));
    bare32((int) value);
  }

  void putAt(int at, int value) {
    bytes[at] = (byte) (value >>> 24);
    bytes[at + 1] = (byte) (value >>> 16);
    bytes[at + 2] = (byte) (value >>> 8);
    bytes[at + 3] = (byte) value;
  }

  void number(long value) {
    octet('i');
    bare64(value);
  }

  void truth(boolean value) {
    octet(value ? 't' : 'f');
  }

  void octets(byte[] value) {
    octet('b');
    bare32(value.length);
    raw(value);
  }

  void text(String value) {
    text('s', value);
  }

  void maybe(Optional<String> value) {
    if (value.isPresent()) {
      text(value.get());
    } else {
      octet('n');
    }
  }

  void count(char tag, int items) {
    octet(tag);
    bare32(items);
  }

  void id(EntryId id) {
    octet('e');
    bare64(id.high());
    bare64(id.low());
  }

  /** A list whose order means something. */
  void texts(Collection<String> values) {
    count('l', values.size());
    values.forEach(this::text);
  }

  /** A set, in the one order that the decoder takes. */
  void sorted(Collection<String> values) {
    int count = values.size();
    if (count < 2) {
      texts(values);
      return;
    }
    names = values.toArray(names);
    Arrays.sort(names, 0, count);
    count('l', count);
    for (int i = 0; i < count; i++) {
      text(names[i]);
    }
  }

  void sorted(Map<String, String> entries) {
    count('m', entries.size());
    new TreeMap<>(entries)
        .forEach((key, value) -> {
          text(key);
          text(value);
        });
  }

  /**
   * A payload; maps keep their order, because a recording shows what was on the wire.
   *
   * @throws Malformed when it nests deeper than {@link Decoder#DEEPEST}
   */
  void value(Value value) throws Malformed {
    value(value, 0);
  }

  private void value(Value value, int depth) throws Malformed {
    if (depth > Decoder.DEEPEST) {
      throw new Malformed("nested deeper than " + Decoder.DEEPEST);
    }
    switch (value) {
      case Value.Null() -> octet('n');
      case Value.Bool(boolean truth) -> truth(truth);
      case Value.Text(String text) -> text(text);
      case Value.Numeral(String text) -> text('d', text);
      case Value.Bytes(byte[] octets) -> octets(octets);
      case Value.ListOf(var items) -> {
        count('l', items.size());
        for (Value item : items) {
          value(item, depth + 1);
        }
      }
      case Value.MapOf(var entries) -> {
        count('m', entries.size());
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
          text(entry.getKey());
          value(entry.getValue(), depth + 1);
        }
      }
    }
  }

  private void text(char tag, String value) {
    int count = value.length();
    octet(tag);
    if (count > LONG_TEXT || !plain(value)) {
      wide(value);
    }
  }

  /** Writes a short text of ASCII; writes nothing when it is another. */
  private boolean plain(String value) {
    int count = value.length();
    room(4 + count);
    int at = length + 4;
    for (int i = 0; i < count; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        return false;
      }
      bytes[at++] = (byte) c;
    }
    putAt(length, count);
    length = at;
    return true;
  }

  private void wide(String value) {
    int count = value.length();
    CharBuffer from = scratch(count);
    value.getChars(0, count, from.array(), 0);
    from.clear().limit(count);
    int start = length;
    room(4 + count);
    view.clear().position(start + 4);
    utf8.reset();
    CoderResult result = utf8.encode(from, view, true);
    while (result.isOverflow()) {
      int reached = view.position();
      length = reached;
      room(3 * from.remaining());
      view.clear().position(reached);
      result = utf8.encode(from, view, true);
    }
    if (result.isError()) {
      length = start - 1;
      halves(value);
      return;
    }
    length = view.position();
    putAt(start, length - start - 4);
  }

  private CharBuffer scratch(int count) {
    if (count > KEPT_SCRATCH) {
      return CharBuffer.allocate(count);
    }
    if (chars.capacity() < count) {
      chars = CharBuffer.allocate(Math.min(KEPT_SCRATCH, 2 * count));
    }
    return chars;
  }

  /** A lone surrogate has no UTF-8, and what a caller sent must be kept exactly. */
  private void halves(String value) {
    octet('u');
    bare32(2 * value.length());
    for (int i = 0; i < value.length(); i++) {
      octet(value.charAt(i) >>> 8);
      octet(value.charAt(i));
    }
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      long wanted = Math.max(2L * bytes.length, (long) length + more);
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, wanted));
      view = ByteBuffer.wrap(bytes);
    }
  }
}
