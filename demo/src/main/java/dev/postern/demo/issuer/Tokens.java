package dev.postern.demo.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

/** Signs tokens with a key of its own, made when the process starts and gone with it. */
final class Tokens {
  private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

  private final String issuer;
  private final ECKey key;

  Tokens(String issuer) {
    this.issuer = issuer;
    try {
      this.key =
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .keyIDFromThumbprint(true)
              .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** The public key, as a key set (RFC 7517). */
  String keySet() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  /** An access token (RFC 9068). */
  String access(Grant grant, String client) {
    Character subject = grant.subject();
    JWTClaimsSet.Builder claims =
        common(subject, grant.audience(), grant.issued(), grant.issued().plus(grant.life()))
            .claim("client_id", client)
            .claim("kind", subject.kind().claim())
            .claim("groups", subject.groups());
    subject.owner().ifPresent(owner -> claims.claim("owner", owner));
    grant.actor().ifPresent(actor -> claims.claim("act", Map.of("sub", actor.subject())));
    return signed(ACCESS_TOKEN, claims.build());
  }

  /**
   * An ID token (OpenID Connect Core 1.0, section 2), for the client that asked for one.
   *
   * @param nonce what the client began with; the empty string for nothing
   */
  String identity(Grant grant, String client, String nonce) {
    JWTClaimsSet.Builder claims =
        common(grant.subject(), client, grant.issued(), grant.issued().plus(grant.life()));
    if (!nonce.isEmpty()) {
      claims.claim("nonce", nonce);
    }
    return signed(JOSEObjectType.JWT, claims.build());
  }

  private JWTClaimsSet.Builder common(
      Character subject, String audience, Instant from, Instant until) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(subject.subject())
        .audience(audience)
        .issueTime(Date.from(from))
        .expirationTime(Date.from(until))
        .jwtID(UUID.randomUUID().toString());
  }

  private String signed(JOSEObjectType type, JWTClaimsSet claims) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(type).keyID(key.getKeyID()).build();
    SignedJWT token = new SignedJWT(header, claims);
    try {
      token.sign(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("a fresh P-256 key signs ES256", e);
    }
    return token.serialize();
  }
}
