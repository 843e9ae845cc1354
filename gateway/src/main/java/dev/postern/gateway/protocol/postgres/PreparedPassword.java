package dev.postern.gateway.protocol.postgres;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A password as PostgreSQL's SCRAM hashes it: prepared by SASLprep (RFC 4013) where that is
 * possible, as it is where it is not. ASCII, which nearly every secret is, stays as it is.
 */
final class PreparedPassword {
  private PreparedPassword() {}

  static byte[] of(byte[] secret) {
    for (byte b : secret) {
      if (b < 0) {
        return prepared(secret);
      }
    }
    return secret.clone();
  }

  private static byte[] prepared(byte[] secret) {
    CharBuffer decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(secret));
    } catch (CharacterCodingException notText) {
      return secret.clone();
    }
    StringBuilder mapped = new StringBuilder();
    decoded
        .codePoints()
        .filter(c -> !mappedToNothing(c))
        .map(c -> c != ' ' && Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    boolean prohibited = normal.isEmpty() || normal.codePoints().anyMatch(PreparedPassword::unfit);
    return prohibited ? secret.clone() : normal.getBytes(StandardCharsets.UTF_8);
  }

  /** RFC 3454, table B.1. */
  private static boolean mappedToNothing(int c) {
    return c == 0xad
        || c == 0x34f
        || c == 0x1806
        || c >= 0x180b && c <= 0x180d
        || c >= 0x200b && c <= 0x200d
        || c == 0x2060
        || c >= 0xfe00 && c <= 0xfe0f
        || c == 0xfeff;
  }

  /** RFC 4013, section 2.3, as far as general categories tell it. */
  private static boolean unfit(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.FORMAT ->
          true;
      default -> false;
    };
  }
}
