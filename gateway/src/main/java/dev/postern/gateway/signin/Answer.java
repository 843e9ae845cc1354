package dev.postern.gateway.signin;

import dev.postern.kernel.identity.SignIn;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What became of a presented token. */
public sealed interface Answer {
  /** It proves a principal, for the resource that was asked. */
  record Accepted(SignIn signIn) implements Answer {}

  /**
   * It proves nothing. The caller gets the same 401 for every fault.
   *
   * @param fault why; for the ledger
   * @param issuer our id of the issuer, when the token names one that is configured; not proven
   */
  record Refused(SignInFault fault, Optional<String> issuer) implements Answer {}

  /** It proves a principal, but lacks scopes that the resource demands: a 403 that names them. */
  record LacksScope(SignIn signIn, Set<String> demanded) implements Answer {}

  /** It was not looked at: too much is asked at once. A 429 or 503 with this wait. */
  record Busy(Cause cause, Duration retryAfter) implements Answer {
    /** Whose doing it is. */
    public enum Cause {
      /** The source address asks for more first-time verifications than it may. */
      SOURCE,
      /** All sources together do, or the issuer is slow. */
      EVERYBODY
    }
  }
}
