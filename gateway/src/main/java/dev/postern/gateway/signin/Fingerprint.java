package dev.postern.gateway.signin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a token, as a map's key: the cache knows tokens by it and holds none. */
record Fingerprint(long first, long second, long third, long fourth) {
  /** The fingerprint of a token. */
  static Fingerprint of(String token) {
    return of(sha256().digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  /** The fingerprint that a SHA-256 of 32 bytes is. */
  static Fingerprint of(byte[] digest) {
    ByteBuffer words = ByteBuffer.wrap(digest);
    return new Fingerprint(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }

  /** The lower-case hex SHA-256 of some bytes. */
  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** This fingerprint in lower-case hex. */
  String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(first)
        + hex.toHexDigits(second)
        + hex.toHexDigits(third)
        + hex.toHexDigits(fourth);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
