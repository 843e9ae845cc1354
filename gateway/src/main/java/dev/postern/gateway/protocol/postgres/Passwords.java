package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Prover;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The older proofs of a password. */
final class Passwords {
  private Passwords() {}

  /** The password itself. */
  static Prover cleartext() {
    return secret ->
        new Prover.Proof(
            ByteBuffer.wrap(FrontendPrinter.password(secret)), new PostgresNote.ProofSent());
  }

  /** {@code md5} and the hash of the salt with the hash of password and name. */
  static Prover md5(String user, Slice salt) {
    return secret -> {
      MessageDigest md5 = md5();
      md5.update(secret);
      byte[] inner = hex(md5.digest(user.getBytes(StandardCharsets.UTF_8)));
      md5.update(inner);
      byte[] outer = hex(md5.digest(salt.copy()));
      byte[] answer = Arrays.copyOf(new byte[] {'m', 'd', '5'}, 3 + outer.length);
      System.arraycopy(outer, 0, answer, 3, outer.length);
      return new Prover.Proof(
          ByteBuffer.wrap(FrontendPrinter.password(answer)), new PostgresNote.ProofSent());
    };
  }

  private static byte[] hex(byte[] digest) {
    return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has MD5", missing);
    }
  }
}
