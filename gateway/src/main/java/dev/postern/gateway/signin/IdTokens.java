package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BAD_SUBJECT;
import static dev.postern.gateway.signin.SignInFault.UNKNOWN_ISSUER;
import static dev.postern.gateway.signin.SignInFault.WRONG_AUDIENCE;
import static dev.postern.gateway.signin.SignInFault.WRONG_NONCE;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * The check of an ID token that an issuer gave the gateway as its client (OpenID Connect Core 1.0,
 * 3.1.3.7). It proves whose browser came back and nothing else: what is done afterwards is done
 * with an access token.
 */
final class IdTokens {
  private static final Set<String> TYPES = Set.of("jwt");

  private final Issuer issuer;
  private final Semaphore cores;
  private final InstantSource clock;

  IdTokens(Issuer issuer, Semaphore cores, InstantSource clock) {
    this.issuer = issuer;
    this.cores = cores;
    this.clock = clock;
  }

  /** Whom it is about. Blocks for keys. */
  String subject(StrictToken token, String client, String nonce)
      throws FaultFound, IssuerKeys.TooManyWaiting {
    TokenRules rules = issuer.settings().rules();
    Algorithm algorithm = token.algorithm(rules.algorithms());
    token.demandType(TYPES, true);
    VerifyKey key = issuer.keys().key(token.keyId(), algorithm);
    cores.acquireUninterruptibly();
    try {
      key.verify(token, algorithm);
    } finally {
      cores.release();
    }
    Claim.Members claims = token.claims();
    if (!claims.text("iss").equals(Optional.of(issuer.settings().issuer()))) {
      throw new FaultFound(UNKNOWN_ISSUER);
    }
    // A second audience could be somebody who passes on what was given to them.
    boolean ours =
        ClaimsCheck.audiences(claims).equals(Set.of(client))
            && claims.text("azp").map(client::equals).orElse(true);
    if (!ours) {
      throw new FaultFound(WRONG_AUDIENCE);
    }
    ClaimsCheck.times(claims, rules, clock.instant());
    if (!same(claims.text("nonce").orElse(""), nonce)) {
      throw new FaultFound(WRONG_NONCE);
    }
    return claims.text("sub").orElseThrow(() -> new FaultFound(BAD_SUBJECT));
  }

  private static boolean same(String given, String asked) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), asked.getBytes(StandardCharsets.UTF_8));
  }
}
