package dev.postern.gateway.protocol.postgres.password;

import java.security.MessageDigest;
import java.util.Optional;

/**
 * What is kept of a password: enough to check a proof and to sign in turn, not enough to make a
 * proof (RFC 5802, section 3).
 *
 * @param salt of the password
 * @param iterations rounds of hashing
 * @param storedKey {@code StoredKey}
 * @param serverKey {@code ServerKey}
 */
record ScramVerifier(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
  /** The verifier of a password; takes time in proportion to the iterations. */
  static ScramVerifier of(byte[] password, byte[] salt, int iterations) {
    ScramKeys keys = ScramKeys.of(password, salt, iterations);
    return new ScramVerifier(salt, iterations, keys.storedKey(), keys.serverKey());
  }

  /**
   * Checks a {@code ClientProof}.
   *
   * @param message the {@code AuthMessage}
   * @param proof 32 bytes
   * @return the {@code ServerSignature}; empty where the proof is wrong
   */
  Optional<byte[]> check(byte[] message, byte[] proof) {
    byte[] clientKey = ScramKeys.hmac(storedKey, message);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= proof[i];
    }
    byte[] signature = ScramKeys.hmac(serverKey, message);
    return MessageDigest.isEqual(ScramKeys.sha256(clientKey), storedKey)
        ? Optional.of(signature)
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "ScramVerifier[hidden]";
  }
}
