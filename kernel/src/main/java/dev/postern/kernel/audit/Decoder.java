package dev.postern.kernel.audit;

import dev.postern.kernel.operation.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@link Encoder} writes, strictly: one form for each meaning, every length within what
 * is left, nothing behind the end. Hostile bytes cost no more memory than their own length.
 */
final class Decoder {
  /** How deep a payload may nest. */
  static final int DEEPEST = 200;

  private final byte[] bytes;
  private final int end;
  private int at;

  Decoder(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  Decoder(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  int octet() throws Malformed {
    need(1);
    return bytes[at++] & 0xFF;
  }

  byte[] raw(int count) throws Malformed {
    need(count);
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  int bare32() throws Malformed {
    need(4);
    int value =
        (bytes[at] & 0xFF) << 24
            | (bytes[at + 1] & 0xFF) << 16
            | (bytes[at + 2] & 0xFF) << 8
            | (bytes[at + 3] & 0xFF);
    at += 4;
    return value;
  }

  long bare64() throws Malformed {
    return (long) bare32() << 32 | bare32() & 0xFFFF_FFFFL;
  }

  void tag(char wanted) throws Malformed {
    int found = octet();
    if (found != wanted) {
      throw new Malformed("a tag is " + found + " and not " + (int) wanted);
    }
  }

  long number() throws Malformed {
    tag('i');
    return bare64();
  }

  /** A number that counts or measures. */
  long amount() throws Malformed {
    long value = number();
    if (value < 0) {
      throw new Malformed("an amount is negative");
    }
    return value;
  }

  boolean truth() throws Malformed {
    return switch (octet()) {
      case 't' -> true;
      case 'f' -> false;
      default -> throw new Malformed("neither true nor false");
    };
  }

  byte[] octets() throws Malformed {
    tag('b');
    return raw(size());
  }

  byte[] octets(int exactly) throws Malformed {
    byte[] found = octets();
    if (found.length != exactly) {
      throw new Malformed(found.length + " octets where " + exactly + " belong");
    }
    return found;
  }

  String text() throws Malformed {
    if (peek() == 'u') {
      at++;
      return units();
    }
    tag('s');
    return untagged();
  }

  /** Whether a text has half a character, which UTF-8 cannot say. */
  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }

  Optional<String> maybe() throws Malformed {
    if (peek() == 'n') {
      at++;
      return Optional.empty();
    }
    return Optional.of(text());
  }

  /** A count of items; each takes an octet at least, so more than what is left is a lie. */
  int count(char tag) throws Malformed {
    tag(tag);
    return size();
  }

  EntryId id() throws Malformed {
    tag('e');
    return new EntryId(bare64(), bare64());
  }

  List<String> texts() throws Malformed {
    int items = count('l');
    List<String> found = new ArrayList<>(Math.min(items, 64));
    for (int i = 0; i < items; i++) {
      found.add(text());
    }
    return found;
  }

  /** A set: in rising order, nothing twice. */
  List<String> sorted() throws Malformed {
    List<String> found = texts();
    for (int i = 1; i < found.size(); i++) {
      rising(found.get(i - 1), found.get(i));
    }
    return found;
  }

  Map<String, String> sortedMap() throws Malformed {
    int items = count('m');
    Map<String, String> found = new LinkedHashMap<>();
    String before = "";
    for (int i = 0; i < items; i++) {
      String key = text();
      if (i > 0) {
        rising(before, key);
      }
      found.put(key, text());
      before = key;
    }
    return found;
  }

  <E extends Enum<E>> E named(Class<E> kind) throws Malformed {
    String name = text();
    for (E constant : kind.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new Malformed("no " + kind.getSimpleName() + " of that name");
  }

  Value value() throws Malformed {
    return value(0);
  }

  /** Insists that everything was read. */
  void finish() throws Malformed {
    if (at != end) {
      throw new Malformed((end - at) + " octets behind the end");
    }
  }

  private Value value(int depth) throws Malformed {
    if (depth > DEEPEST) {
      throw new Malformed("nested deeper than " + DEEPEST);
    }
    return switch (peek()) {
      case 'n' -> {
        at++;
        yield new Value.Null();
      }
      case 't', 'f' -> new Value.Bool(truth());
      case 's', 'u' -> new Value.Text(text());
      case 'd' -> {
        at++;
        yield new Value.Numeral(untagged());
      }
      case 'b' -> new Value.Bytes(octets());
      case 'l' -> {
        int items = count('l');
        List<Value> found = new ArrayList<>(Math.min(items, 64));
        for (int i = 0; i < items; i++) {
          found.add(value(depth + 1));
        }
        yield new Value.ListOf(found);
      }
      case 'm' -> map(depth);
      default -> throw new Malformed("no value begins with " + peek());
    };
  }

  private Value map(int depth) throws Malformed {
    int items = count('m');
    Map<String, Value> found = new LinkedHashMap<>();
    for (int i = 0; i < items; i++) {
      if (found.put(text(), value(depth + 1)) != null) {
        throw new Malformed("a key stands twice");
      }
    }
    return new Value.MapOf(found);
  }

  private String untagged() throws Malformed {
    int length = size();
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at += length;
      return text;
    } catch (CharacterCodingException wrong) {
      throw new Malformed("a text is not UTF-8");
    }
  }

  private String units() throws Malformed {
    byte[] octets = raw(size());
    char[] units = new char[octets.length / 2];
    for (int i = 0; i < units.length; i++) {
      units[i] = (char) ((octets[2 * i] & 0xFF) << 8 | octets[2 * i + 1] & 0xFF);
    }
    String text = new String(units);
    if (octets.length % 2 != 0 || !hasLoneSurrogate(text)) {
      throw new Malformed("a text in UTF-16 that UTF-8 could say");
    }
    return text;
  }

  private int size() throws Malformed {
    int size = bare32();
    if (size < 0 || size > end - at) {
      throw new Malformed("a length is beyond the end");
    }
    return size;
  }

  private int peek() throws Malformed {
    need(1);
    return bytes[at] & 0xFF;
  }

  private void need(int more) throws Malformed {
    if (more > end - at) {
      throw new Malformed("cut short");
    }
  }

  private static void rising(String before, String after) throws Malformed {
    if (before.compareTo(after) >= 0) {
      throw new Malformed("not in rising order");
    }
  }
}
