package dev.postern.gateway.signin;

import dev.postern.kernel.identity.SignIn;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What is known of a token once it has been looked at in full, for any resource. */
sealed interface Verified {
  /** Whether it may be believed at a moment; never blocks. */
  boolean holds(Instant now);

  /** The answer for a resource. */
  Answer answer(Wanted wanted);

  /** The token is good. */
  record Good(SignIn signIn, Set<String> audiences, Set<String> scopes, Ground ground)
      implements Verified {
    @Override
    public boolean holds(Instant now) {
      return now.isBefore(signIn.expires()) && ground.holds(now);
    }

    @Override
    public Answer answer(Wanted wanted) {
      if (!audiences.contains(wanted.resource())) {
        return new Answer.Refused(
            SignInFault.WRONG_AUDIENCE, Optional.of(ground.issuer().settings().id()));
      }
      return scopes.containsAll(wanted.scopes())
          ? new Answer.Accepted(signIn)
          : new Answer.LacksScope(signIn, wanted.scopes());
    }
  }

  /** The token is no good; remembered for a moment, so that repeating it costs little. */
  record Bad(Answer.Refused refusal, Instant until, Epoch epoch) implements Verified {
    @Override
    public boolean holds(Instant now) {
      return now.isBefore(until) && epoch.current();
    }

    @Override
    public Answer answer(Wanted wanted) {
      return refusal;
    }
  }

  /**
   * What a good token rests on.
   *
   * @param issuer as configured
   * @param key that it was signed with
   * @param said who it is about, among what others say of them
   * @param checked what the issuer says of it; empty where it is not asked
   */
  record Ground(Issuer issuer, VerifyKey key, Testimony said, Optional<Checked> checked) {
    /** Whether somebody may begin to use it. */
    boolean holds(Instant now) {
      return firm(now) && (checked.isEmpty() || introspection().fresh(checked.get()));
    }

    /** Whether what uses it may go on. */
    boolean stands(Instant now) {
      return firm(now) && (checked.isEmpty() || introspection().stands(checked.get()));
    }

    private boolean firm(Instant now) {
      return !key.retired()
          && issuer.epoch().current()
          && said.holds()
          && issuer.keys().trusted(now);
    }

    private Introspection introspection() {
      return issuer.words().introspection().orElseThrow();
    }
  }
}
