package dev.postern.gateway.page;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Random texts of 256 bits, and their digests: what is kept of a text that a browser holds. */
final class Secret {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private Secret() {}

  /** A new one, in 43 characters of base64url. */
  static String text() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return TEXT.encodeToString(bytes);
  }

  /** Whether a text can be one. */
  static boolean shaped(String text) {
    return SHAPE.matcher(text).matches();
  }

  /** The SHA-256 of a text, base64url; of a verifier it is the challenge (RFC 7636, 4.2). */
  static String digest(String text) {
    return digest(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The SHA-256 of bytes, base64url. */
  static String digest(byte[] bytes) {
    try {
      return TEXT.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }

  /** Whether two texts are the same; takes the same time for any of one length. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
