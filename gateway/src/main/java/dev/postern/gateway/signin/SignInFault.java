package dev.postern.gateway.signin;

/**
 * Why a token or a certificate was refused: for the ledger and the operator's log, never for the
 * caller, who gets the same answer for all of them. No text here holds anything of it.
 */
public enum SignInFault {
  /** Longer than {@link SignInLimits#longestToken}. */
  TOO_LONG("the token is longer than allowed"),
  /** Not the compact form of RFC 7515, 7.1; five parts are a JWE, which is not accepted. */
  NOT_THREE_PARTS("the token is not a signed token in compact form"),
  /** Padding, spaces, foreign characters or stray bits (RFC 7515, 2). */
  BAD_BASE64URL("a part of the token is not exact base64url"),
  /** Header or claims are not one JSON object, within bounds. */
  BAD_JSON("header or claims are not a JSON object within bounds"),
  /** Two members that some reader would take for one. */
  DUPLICATE_MEMBER("a member occurs twice, or looks like another one"),
  /** The header says more than is needed: {@code crit}, {@code jwk}, {@code jku}, and so on. */
  HEADER_MEMBER("the header has a member that is not accepted"),
  /** None, a MAC, or an algorithm that this issuer is not configured to use. */
  BAD_ALGORITHM("the signature algorithm is not allowed for this issuer"),
  /** The header's {@code typ} is not one of those configured. */
  BAD_TYPE("the token is not of an accepted type"),
  /** A {@code kid} that is no text, empty or too long. */
  BAD_KEY_ID("the key id is not usable"),
  /** An ID token, a refresh token, a logout token or a security event. */
  NOT_AN_ACCESS_TOKEN("the token is not an access token"),
  /** Bound to a key that the caller did not prove to have ({@code cnf}, RFC 7800). */
  BOUND_TO_A_KEY("the token is bound to a key, and the binding is not proven"),
  /** The claim {@code iss} is missing or names nobody who is configured. */
  UNKNOWN_ISSUER("the issuer is not configured"),
  /** The issuer's key set could not be had, or is too old to be trusted. */
  KEYS_UNAVAILABLE("the issuer's keys cannot be had"),
  /** The issuer's key set has no such key. */
  UNKNOWN_KEY("the issuer has no such key"),
  /** The key may not be used for this: {@code use}, {@code key_ops}, {@code alg}, type or size. */
  UNFIT_KEY("the issuer's key may not be used for this signature"),
  /** The issuer says that the token is good no more, or was never (RFC 7662, 2.2). */
  INACTIVE("the issuer says that the token is not active"),
  /** What the issuer says of the token is not what the token says. */
  CONTRADICTED("the issuer says otherwise than the token"),
  /** The issuer has to be asked about its tokens, and cannot be. */
  NOBODY_TO_ASK("the issuer cannot be asked about the token"),
  /** The same party has a newer token of this issuer, which says otherwise. */
  SUPERSEDED("a newer token of the same party says otherwise"),
  /** The signature does not match. */
  BAD_SIGNATURE("the signature does not match"),
  /** No {@code exp}, or one that is no whole number. */
  NO_EXPIRY("the token has no usable end"),
  /** The end has passed. */
  EXPIRED("the token has expired"),
  /** The end is further away than the issuer may set it. */
  LIVES_TOO_LONG("the token lives longer than allowed"),
  /** {@code nbf} or {@code iat} lie in the future. */
  NOT_YET("the token is not valid yet"),
  /** {@code iat} or {@code nbf} are no whole numbers, or later than {@code exp}. */
  BAD_TIMES("the token's times make no sense"),
  /** {@code sub} is missing, too long, or has control characters. */
  BAD_SUBJECT("the subject is not usable"),
  /** {@code aud} does not name the resource that was called. */
  WRONG_AUDIENCE("the token is for another resource"),
  /**
   * The ID token does not repeat what this sign-in began with (OpenID Connect Core 1.0, 15.5.2).
   */
  WRONG_NONCE("the ID token belongs to another sign-in"),
  /** A condition that configuration sets on this issuer's claims does not hold. */
  CONDITION_UNMET("a configured condition on the claims does not hold"),
  /** No rule says what kind of party this is. */
  NO_PARTY_RULE("no rule of the issuer covers this party"),
  /** The claim that should name the party is missing or unusable. */
  NO_NAME("the party has no usable name"),
  /** A workload or agent without a person who answers for it. */
  NO_OWNER("nobody answers for the workload or agent"),
  /** Groups are malformed, too many, or not in the token itself. */
  BAD_GROUPS("the groups are not usable"),
  /** The delegation is malformed, too deep, or names another issuer's party. */
  BAD_DELEGATION("the delegation is not usable"),
  /** An agent that is not listed in the configuration. */
  UNKNOWN_AGENT("the acting agent is not configured"),
  /** No authorities are configured to say who somebody is. */
  NO_CERTIFICATE_IDENTITY("certificates say of nobody who it is"),
  /** The certificate has no name of the kind that is the subject. */
  CERTIFICATE_WITHOUT_NAME("the certificate has no name of the configured kind"),
  /** The certificate has several. */
  CERTIFICATE_AMBIGUOUS("the certificate has several names of the configured kind"),
  /** A name of the certificate cannot be read, or is no text. */
  BAD_CERTIFICATE_NAME("a name of the certificate is not usable");

  private final String text;

  SignInFault(String text) {
    this.text = text;
  }

  /** The reason in words, safe to log. */
  public String text() {
    return text;
  }
}
