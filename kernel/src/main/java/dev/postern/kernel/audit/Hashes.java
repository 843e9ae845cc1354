package dev.postern.kernel.audit;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The ledger's hashes: SHA-256, each use under a first octet of its own, so that no input of one
 * can be passed off as an input of another. A leaf's hash is the one of RFC 6962, section 2.1
 * ({@code 0x00} and the leaf), so that the same leaves can stand in a Merkle log; its {@code 0x01},
 * for inner nodes, is not used here.
 */
final class Hashes {
  /** Octets of a hash. */
  static final int LENGTH = 32;

  private static final byte LEAF = 0x00;
  private static final byte LINK = 0x10;
  private static final byte START = 0x11;
  private static final byte CHECKPOINT = 0x12;

  private final MessageDigest sha;

  Hashes() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }

  /**
   * Moves a chain's head over one more leaf.
   *
   * @param head 32 octets, replaced
   * @param leaf 32 octets of room, holds the leaf's hash afterwards
   */
  void link(byte[] head, byte[] leaf, byte[] bytes, int from, int count) {
    try {
      sha.update(LEAF);
      sha.update(bytes, from, count);
      sha.digest(leaf, 0, LENGTH);
      sha.update(LINK);
      sha.update(head);
      sha.update(leaf);
      sha.digest(head, 0, LENGTH);
    } catch (DigestException impossible) {
      throw new IllegalStateException("a hash has 32 octets", impossible);
    }
  }

  /** The head of a chain without a leaf, bound to its segment and ledger. */
  byte[] start(byte[] identity) {
    sha.update(START);
    return sha.digest(identity);
  }

  /** What a checkpoint is named by. */
  byte[] checkpoint(byte[] text) {
    sha.update(CHECKPOINT);
    return sha.digest(text);
  }
}
