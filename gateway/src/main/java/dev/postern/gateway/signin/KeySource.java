package dev.postern.gateway.signin;

import java.net.URI;

/** Where an issuer's keys are. Both addresses come from configuration, never from a token. */
public sealed interface KeySource {
  /**
   * Named by a discovery document (OpenID Connect Discovery 1.0, section 4, or RFC 8414, section
   * 3), whose {@code issuer} must be the configured one.
   */
  record Discovered(URI document) implements KeySource {}

  /** A key set (RFC 7517, section 5) at a known address. */
  record Direct(URI keySet) implements KeySource {}

  /** The discovery document where OpenID Connect Discovery 1.0, section 4, puts it. */
  static KeySource discovered(String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return new Discovered(URI.create(base + "/.well-known/openid-configuration"));
  }
}
