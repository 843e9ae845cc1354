package dev.postern.kernel.approval;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over parts that each carry their length, so that no two lists of parts run together. */
final class Binder {
  private static final String PURPOSE = "postern approval 1";

  private final MessageDigest sha;

  Binder() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
    text(PURPOSE);
  }

  Binder text(String text) {
    // In UTF-16 units: UTF-8 would put one sign for every half of a surrogate pair.
    ByteBuffer units = ByteBuffer.allocate(2 * text.length());
    text.chars().forEach(unit -> units.putChar((char) unit));
    return bytes(units.array());
  }

  Binder bytes(byte[] bytes) {
    count(bytes.length);
    sha.update(bytes);
    return this;
  }

  Binder count(int count) {
    sha.update(ByteBuffer.allocate(4).putInt(count).flip());
    return this;
  }

  /** Ends it. */
  String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }
}
