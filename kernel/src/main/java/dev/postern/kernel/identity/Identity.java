package dev.postern.kernel.identity;

/**
 * A canonical identity: what an issuer calls somebody. Never an e-mail address, which changes
 * hands.
 *
 * @param issuer the issuer's identifier, as in the token's {@code iss} (RFC 7519, 4.1.1)
 * @param subject the issuer's name for the party, as in {@code sub}; 1 to 255 characters, no
 *     control characters
 */
public record Identity(String issuer, String subject) {
  /** The longest subject, in characters (OpenID Connect Core 1.0, section 2). */
  public static final int LONGEST_SUBJECT = 255;

  public Identity {
    if (issuer.isEmpty() || subject.isEmpty() || subject.length() > LONGEST_SUBJECT) {
      throw new IllegalArgumentException(
          "an identity needs an issuer and a subject of 1 to 255 characters");
    }
    if (subject.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a subject has no control characters");
    }
  }
}
