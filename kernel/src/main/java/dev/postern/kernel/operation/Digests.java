package dev.postern.kernel.operation;

import dev.postern.kernel.identity.Party;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.TreeMap;

/**
 * The digest of an operation: SHA-256 over a typed, length-prefixed encoding with sorted keys. Two
 * operations have one digest exactly when the same caller asks the same of the same target; the
 * envelope (request ids, progress tokens, time, credentials) is no part of it.
 *
 * <p>Encoding, version 1. Every item is a tag byte; texts and bytes follow as a four-byte
 * big-endian length and the octets (texts in UTF-8); lists and maps as a four-byte count and their
 * items, maps sorted by key in UTF-16 order. Golden vectors stand beside the test.
 */
public final class Digests {
  private static final byte VERSION = 1;

  private final MessageDigest sha;
  private final byte[] number = new byte[5];

  private Digests() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  /** The digest of what is asked, 32 bytes. */
  public static byte[] of(Operation operation) {
    Digests digests = new Digests();
    digests.sha.update(VERSION);
    digests.count('C', operation.caller().chain().size());
    for (Party party : operation.caller().chain()) {
      digests.text(party.kind().name());
      digests.text(party.identity().issuer());
      digests.text(party.identity().subject());
    }
    digests.text(operation.target());
    digests.count('A', operation.atoms().size());
    for (Atom atom : operation.atoms()) {
      digests.text(atom.action().namespace());
      digests.text(atom.action().name());
      digests.text(atom.resource().ref().type());
      digests.text(atom.resource().ref().name());
    }
    digests.text(operation.effect().name());
    digests.value(operation.payload());
    return digests.sha.digest();
  }

  /** The digest of bytes as they are, 32 bytes. */
  public static byte[] of(byte[] bytes) {
    return new Digests().sha.digest(bytes);
  }

  private void value(Value value) {
    switch (value) {
      case Value.Null() -> sha.update((byte) 'n');
      case Value.Bool(boolean truth) -> sha.update((byte) (truth ? 't' : 'f'));
      case Value.Text(String text) -> text(text);
      case Value.Numeral(String text) -> tagged('d', text.getBytes(StandardCharsets.UTF_8));
      case Value.Bytes(byte[] bytes) -> tagged('b', bytes);
      case Value.ListOf(List<Value> items) -> {
        count('l', items.size());
        items.forEach(this::value);
      }
      case Value.MapOf map -> {
        count('m', map.entries().size());
        new TreeMap<>(map.entries())
            .forEach((key, held) -> {
              text(key);
              value(held);
            });
      }
    }
  }

  private void text(String text) {
    tagged('s', text.getBytes(StandardCharsets.UTF_8));
  }

  private void tagged(char tag, byte[] octets) {
    count(tag, octets.length);
    sha.update(octets);
  }

  private void count(char tag, int count) {
    number[0] = (byte) tag;
    number[1] = (byte) (count >>> 24);
    number[2] = (byte) (count >>> 16);
    number[3] = (byte) (count >>> 8);
    number[4] = (byte) count;
    sha.update(number);
  }
}
