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
    return of(sha256(), salt, digest);
  }

  /**
   * Commits to a digest, for those who commit often.
   *
   * @param sha from {@link #sha256()}, the caller's own
   */
  public static Commitment of(MessageDigest sha, byte[] salt, byte[] digest) {
    sha.reset();
    sha.update(salt);
    return new Commitment(sha.digest(digest));
  }

  /** The hash that commitments are made with; one thread's at a time. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
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
