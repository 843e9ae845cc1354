package dev.postern.kernel.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A salted commitment: SHA-256 over a 16-byte salt and a 32-byte digest. Without the salt, which
 * lies in the payload store, it says nothing of a guessable value.
 *
 * @param bytes 32 bytes; owned by this record
 */
public record Commitment(byte[] bytes) {
  /** Commits to a digest. */
  public static Commitment of(byte[] salt, byte[] digest) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt);
      return new Commitment(sha.digest(digest));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Commitment(byte[] held) && MessageDigest.isEqual(bytes, held);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
