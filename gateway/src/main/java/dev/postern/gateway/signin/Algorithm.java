package dev.postern.gateway.signin;

import java.util.Optional;

/**
 * A signature algorithm of RFC 7518, section 3, that an issuer can be configured to use. MACs and
 * {@code none} have no place here: a gateway that could check a MAC could also forge it. EdDSA is
 * not offered, because the library needs a second one for it.
 */
public enum Algorithm {
  RS256(KeyType.RSA, ""),
  RS384(KeyType.RSA, ""),
  RS512(KeyType.RSA, ""),
  PS256(KeyType.RSA, ""),
  PS384(KeyType.RSA, ""),
  PS512(KeyType.RSA, ""),
  ES256(KeyType.EC, "P-256"),
  ES384(KeyType.EC, "P-384"),
  ES512(KeyType.EC, "P-521");

  /** The kinds of key that can sign, by their {@code kty} (RFC 7518, 6.1). */
  public enum KeyType {
    RSA,
    EC
  }

  private final KeyType keyType;
  private final String curve;

  Algorithm(KeyType keyType, String curve) {
    this.keyType = keyType;
    this.curve = curve;
  }

  /** The kind of key it takes. */
  public KeyType keyType() {
    return keyType;
  }

  /** The one curve it takes (RFC 7518, 3.4); the empty string for RSA. */
  String curve() {
    return curve;
  }

  /** The algorithm of this exact name; the names are case-sensitive (RFC 7515, 4.1.1). */
  public static Optional<Algorithm> named(String name) {
    for (Algorithm algorithm : values()) {
      if (algorithm.name().equals(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
