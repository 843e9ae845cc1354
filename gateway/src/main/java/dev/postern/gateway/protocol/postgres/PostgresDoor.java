package dev.postern.gateway.protocol.postgres;

import java.util.Optional;

/**
 * How one listener takes clients in.
 *
 * @param audience what a token must be meant for (RFC 8707)
 * @param encryption whether TLS is offered, and asked for
 * @param oauth what a client is told that has no token yet; empty where OAUTHBEARER is not offered
 * @param certificates whether a client's certificate says who it is
 * @param reviews where people answer requests for approval: the address of the page of one, without
 *     the request's name; empty where there is none
 */
public record PostgresDoor(
    String audience,
    Encryption encryption,
    Optional<OAuth> oauth,
    boolean certificates,
    Optional<String> reviews) {
  /** Where certificates say of nobody who it is, and nobody is told of a page. */
  public PostgresDoor(String audience, Encryption encryption, Optional<OAuth> oauth) {
    this(audience, encryption, oauth, false, Optional.empty());
  }

  /** Whether clients come encrypted. */
  public enum Encryption {
    /** TLS or nothing. */
    REQUIRED,
    /** TLS for who asks for it; the operator allowed plaintext, tokens in it included. */
    OFFERED,
    /** No TLS: the operator allowed plaintext, tokens in it included. */
    NONE
  }

  /**
   * Where a client gets a token (RFC 7628, section 3.2.2).
   *
   * @param discovery the address of the issuer's OpenID configuration
   * @param scope what to ask for; may be empty
   */
  public record OAuth(String discovery, String scope) {}
}
