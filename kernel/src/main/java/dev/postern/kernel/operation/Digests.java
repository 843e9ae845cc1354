package dev.postern.kernel.operation;

import dev.postern.kernel.identity.Party;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The digest of an operation: SHA-256 over a typed, length-prefixed encoding with sorted keys. Two
 * operations have one digest exactly when the same caller asks the same of the same target; the
 * envelope (request ids, progress tokens, time, credentials) is no part of it.
 *
 * <p>Encoding, version 1. Every item is a tag byte; texts and bytes follow as a four-byte
 * big-endian length and the octets (texts in UTF-8; a text with half a surrogate pair, which UTF-8
 * cannot say, under a tag of its own in UTF-16); lists and maps as a four-byte count and their
 * items, maps sorted by key in UTF-16 order. Golden vectors stand beside the test.
 *
 * <p>An object is made once and used for many digests, by one thread at a time.
 */
public final class Digests {
  private static final byte VERSION = 1;

  private final MessageDigest sha;
  private final byte[] buffer = new byte[1024];
  private int length;

  public Digests() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  /** The digest of what is asked, 32 bytes. */
  public static byte[] of(Operation operation) {
    return new Digests().digest(operation);
  }

  /** The digest of bytes as they are, 32 bytes. */
  public static byte[] of(byte[] bytes) {
    return new Digests().sha.digest(bytes);
  }

  /** The digest of what is asked, 32 bytes. */
  public byte[] digest(Operation operation) {
    // A digest that broke off in its middle must not leak into this one.
    sha.reset();
    length = 0;
    octet(VERSION);
    count('C', operation.caller().chain().size());
    for (Party party : operation.caller().chain()) {
      text(party.kind().name());
      text(party.identity().issuer());
      text(party.identity().subject());
    }
    text(operation.target());
    count('A', operation.atoms().size());
    for (Atom atom : operation.atoms()) {
      text(atom.action().namespace());
      text(atom.action().name());
      text(atom.resource().ref().type());
      text(atom.resource().ref().name());
    }
    text(operation.effect().name());
    value(operation.payload());
    flush();
    return sha.digest();
  }

  /** The digest of what is sent, 32 bytes. */
  public byte[] digest(Forwarded forwarded) {
    sha.reset();
    return sha.digest(forwarded.bytes());
  }

  private void value(Value value) {
    switch (value) {
      case Value.Null() -> octet('n');
      case Value.Bool(boolean truth) -> octet(truth ? 't' : 'f');
      case Value.Text(String text) -> text(text);
      case Value.Numeral(String text) -> text('d', text);
      case Value.Bytes(byte[] bytes) -> tagged('b', bytes);
      case Value.ListOf(List<Value> items) -> {
        count('l', items.size());
        for (Value item : items) {
          value(item);
        }
      }
      case Value.MapOf(Map<String, Value> entries) -> {
        count('m', entries.size());
        String[] keys =
            entries instanceof FewFields few
                ? few.names()
                : entries.keySet().toArray(String[]::new);
        if (keys.length > 1) {
          Arrays.sort(keys);
        }
        for (String key : keys) {
          text(key);
          value(held(entries, key));
        }
      }
    }
  }

  private static Value held(Map<String, Value> entries, String key) {
    Value held = entries.get(key);
    if (held == null) {
      throw new IllegalStateException("a key of a map has a value");
    }
    return held;
  }

  private void text(String text) {
    text('s', text);
  }

  private void text(char tag, String text) {
    int chars = text.length();
    if (buffer.length - length < 5 + chars) {
      flush();
    }
    if (buffer.length < 5 + chars) {
      wide(tag, text);
      return;
    }
    int at = length + 5;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        wide(tag, text);
        return;
      }
      buffer[at++] = (byte) c;
    }
    count(tag, chars);
    length = at;
  }

  /** A text that is long, or has more than ASCII. */
  private void wide(char tag, String text) {
    if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      tagged(tag, text.getBytes(StandardCharsets.UTF_8));
    } else {
      // Not getBytes: it puts a replacement for half a pair in UTF-16 too.
      count('u', 2 * text.length());
      for (int i = 0; i < text.length(); i++) {
        octet(text.charAt(i) >>> 8);
        octet(text.charAt(i));
      }
    }
  }

  private void tagged(char tag, byte[] octets) {
    count(tag, octets.length);
    flush();
    sha.update(octets);
  }

  private void count(char tag, int count) {
    octet(tag);
    octet(count >>> 24);
    octet(count >>> 16);
    octet(count >>> 8);
    octet(count);
  }

  private void octet(int octet) {
    if (length == buffer.length) {
      flush();
    }
    buffer[length++] = (byte) octet;
  }

  private void flush() {
    sha.update(buffer, 0, length);
    length = 0;
  }
}
