package dev.postern.testkit.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/** Bytes read as choices. What is asked for behind their end is zero or empty. */
public final class FuzzInput {
  private final byte[] bytes;
  private int at;

  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether all of it was used. */
  public boolean isOver() {
    return at >= bytes.length;
  }

  /** The next byte, 0 to 255. */
  public int octet() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }

  /** A number from 0 to before this one, which is at most 65,536. */
  public int below(int bound) {
    return (bound > 256 ? octet() << 8 | octet() : octet()) % bound;
  }

  public boolean truth() {
    return (octet() & 1) == 1;
  }

  /** One of these. */
  public <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** So many bytes, or what is left of them. */
  public byte[] bytes(int count) {
    int from = Math.min(at, bytes.length);
    at = Math.min(bytes.length, from + count);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** A piece whose length is its first byte. */
  public byte[] piece() {
    return bytes(octet());
  }

  /** The same as a text of UTF-8. */
  public String text() {
    return new String(piece(), UTF_8);
  }

  /** All that is left. */
  public byte[] rest() {
    return bytes(bytes.length);
  }

  /** One character for each byte. */
  public static String octets(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  /** The bytes of such a text. */
  public static byte[] bytes(String octets) {
    return octets.getBytes(ISO_8859_1);
  }
}
