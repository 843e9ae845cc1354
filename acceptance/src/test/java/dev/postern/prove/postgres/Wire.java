package dev.postern.prove.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes one message of a client, right or wrong. */
final class Wire {
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  /** Text with the NUL that ends it. */
  Wire string(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8)).int8(0);
  }

  Wire bytes(byte[] bytes) {
    content.writeBytes(bytes);
    return this;
  }

  Wire int8(int value) {
    content.write(value);
    return this;
  }

  Wire int16(int value) {
    return int8(value >> 8).int8(value);
  }

  Wire int32(int value) {
    return int16(value >> 16).int16(value);
  }

  byte[] content() {
    return content.toByteArray();
  }

  /** The message of a type with this content. */
  byte[] as(char type) {
    return message(type, content(), 4 + content.size());
  }

  /** A start-up packet: no type. */
  byte[] asStart() {
    byte[] whole = as(' ');
    return ByteBuffer.allocate(whole.length - 1).put(whole, 1, whole.length - 1).array();
  }

  /** A message that claims a length, right or wrong. */
  static byte[] message(int type, byte[] content, int length) {
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) type)
        .putInt(length)
        .put(content)
        .array();
  }
}
