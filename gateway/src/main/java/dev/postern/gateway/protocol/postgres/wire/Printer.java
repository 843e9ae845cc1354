package dev.postern.gateway.protocol.postgres.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes one packet; {@link #end} fills in its length. */
final class Printer {
  private static final int LENGTH = 4;

  private final int head;
  private byte[] bytes = new byte[64];
  private int size;

  private Printer(int head) {
    this.head = head;
    this.size = head;
  }

  /** A typed message. */
  static Printer of(FrontendType type) {
    return typed(type.code());
  }

  /** A typed message. */
  static Printer of(BackendType type) {
    return typed(type.code());
  }

  /** A start packet. */
  static Printer untyped() {
    return new Printer(LENGTH);
  }

  private static Printer typed(byte type) {
    Printer printer = new Printer(1 + LENGTH);
    printer.bytes[0] = type;
    return printer;
  }

  Printer int8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  Printer int16(int value) {
    return int8(value >> 8).int8(value);
  }

  Printer int32(int value) {
    return int16(value >> 16).int16(value);
  }

  Printer bytes(Slice value) {
    room(value.length());
    value.buffer().get(bytes, size, value.length());
    size += value.length();
    return this;
  }

  /**
   * A text and the NUL that ends it.
   *
   * @throws IllegalArgumentException where a NUL stands in the text: it would end early, and what
   *     follows would be read as something else
   */
  Printer string(Slice text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) == 0) {
        throw new IllegalArgumentException("a NUL stands in a text");
      }
    }
    return bytes(text).int8(0);
  }

  Printer string(String text) {
    return string(Slice.of(text));
  }

  Printer value(Optional<Slice> value) {
    return value.isEmpty() ? int32(-1) : int32(value.get().length()).bytes(value.get());
  }

  Printer values(List<Optional<Slice>> values) {
    int16(values.size());
    values.forEach(this::value);
    return this;
  }

  Printer int16s(List<Integer> numbers) {
    int16(numbers.size());
    numbers.forEach(this::int16);
    return this;
  }

  Printer int32s(List<Integer> numbers) {
    int16(numbers.size());
    numbers.forEach(this::int32);
    return this;
  }

  byte[] end() {
    int length = size - head + LENGTH;
    int at = head - LENGTH;
    bytes[at] = (byte) (length >> 24);
    bytes[at + 1] = (byte) (length >> 16);
    bytes[at + 2] = (byte) (length >> 8);
    bytes[at + 3] = (byte) length;
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
    }
  }
}
