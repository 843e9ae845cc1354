package dev.postern.gateway.protocol.postgres.password;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What SCRAM-SHA-256 derives from a password (RFC 5802, section 3).
 *
 * @param clientKey the key whose knowledge is proven
 * @param serverKey the key that the server signs with
 */
public record ScramKeys(byte[] clientKey, byte[] serverKey) {
  private static final String HMAC = "HmacSHA256";

  /** The keys of a prepared password; takes time in proportion to the iterations. */
  public static ScramKeys of(byte[] password, byte[] salt, int iterations) {
    byte[] salted = salted(password, salt, iterations);
    return new ScramKeys(hmac(salted, ascii("Client Key")), hmac(salted, ascii("Server Key")));
  }

  /** {@code StoredKey}: checks proofs, and makes none. */
  public byte[] storedKey() {
    return sha256(clientKey);
  }

  /** {@code ClientProof} over an {@code AuthMessage}. */
  public byte[] proof(byte[] message) {
    byte[] proof = hmac(storedKey(), message);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    return proof;
  }

  /** {@code ServerSignature} over an {@code AuthMessage}. */
  public byte[] serverSignature(byte[] message) {
    return hmac(serverKey, message);
  }

  @Override
  public String toString() {
    return "ScramKeys[hidden]";
  }

  /** {@code Hi}, which is PBKDF2 of one block. */
  private static byte[] salted(byte[] password, byte[] salt, int iterations) {
    Mac mac = mac(password);
    mac.update(salt);
    byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] sum = round.clone();
    for (int i = 1; i < iterations; i++) {
      round = mac.doFinal(round);
      for (int j = 0; j < sum.length; j++) {
        sum[j] ^= round[j];
      }
    }
    return sum;
  }

  static byte[] hmac(byte[] key, byte[] message) {
    return mac(key).doFinal(message);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has " + HMAC, missing);
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
