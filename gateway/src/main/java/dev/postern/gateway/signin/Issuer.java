package dev.postern.gateway.signin;

import dev.postern.kernel.identity.SignIn;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A configured issuer at work.
 *
 * @param meaning who its claims are about
 * @param epoch ends when its settings change in more than that
 * @param words what tells of changes before a token ends
 */
record Issuer(IssuerSettings settings, IssuerKeys keys, Meaning meaning, Epoch epoch, Words words) {
  /**
   * What tells of changes.
   *
   * @param introspection how it is asked; empty where it is not
   * @param claimants its newest word on each party
   * @param changed told when a token is out of use
   */
  record Words(Optional<Introspection> introspection, Claimants claimants, Runnable changed) {}

  /** This on settings that differ in what claims mean; empty where they differ in more. */
  Optional<Issuer> on(IssuerSettings next) {
    return settings.goesOnAs(next)
        ? Optional.of(new Issuer(next, keys, meaning, epoch, words))
        : Optional.empty();
  }

  /**
   * Checks a token of this issuer in full but for the resource. Blocks for keys, so it runs on
   * virtual threads.
   *
   * @param cores how many signatures are checked at a time
   */
  Verified.Good verify(Presented presented, Semaphore cores, InstantSource clock)
      throws FaultFound, IssuerKeys.TooManyWaiting {
    StrictToken token = presented.token();
    TokenRules rules = settings.rules();
    Algorithm algorithm = token.algorithm(rules.algorithms());
    token.demandType(rules.types(), rules.untyped());
    Optional<String> keyId = token.keyId();
    VerifyKey key = keys.key(keyId, algorithm);
    cores.acquireUninterruptibly();
    try {
      key.verify(token, algorithm);
    } finally {
      cores.release();
    }
    Claim.Members claims = presented.claims();
    ClaimsCheck.demandAccessToken(claims);
    Instant now = clock.instant();
    ClaimsCheck.Times times = ClaimsCheck.times(claims, rules, now);
    Testimony said = meaning.hear(claims);
    // Asked first: what its issuer takes back is no news of anybody.
    Optional<Checked> checked = checked(presented, times.expires());
    Optional<Claimants.Heard> heard =
        words.claimants().hear(new Claimants.Word(said, times.issued()), claims);
    if (heard.filter(word -> !word.holds()).isPresent()) {
      throw new FaultFound(SignInFault.SUPERSEDED);
    }
    heard.ifPresent(said::among);
    Verified.Ground ground = new Verified.Ground(this, key, said, checked);
    if (heard.filter(Claimants.Heard::overtakes).isPresent()) {
      words.changed().run();
    }
    return new Verified.Good(
        new SignIn(
            said.principal(),
            times.issued(),
            times.expires(),
            presented.fingerprint().hex(),
            () -> ground.stands(clock.instant())),
        ClaimsCheck.audiences(claims),
        ClaimsCheck.scopes(claims),
        ground);
  }

  private Optional<Checked> checked(Presented presented, Instant expires)
      throws FaultFound, IssuerKeys.TooManyWaiting {
    return words.introspection().isEmpty()
        ? Optional.empty()
        : Optional.of(words.introspection().get().demandActive(presented, expires));
  }

  /** A token taken apart, nothing of it proven. */
  record Presented(StrictToken token, Claim.Members claims, Fingerprint fingerprint) {
    @Override
    public String toString() {
      return "Presented[" + fingerprint.hex() + "]";
    }
  }
}
