package dev.postern.gateway.drive;

import dev.postern.gateway.session.Event;
import dev.postern.kernel.identity.SignIn;

/** What a proof came to. */
public sealed interface ProofAnswer {
  /** It proves somebody. */
  record Accepted(SignIn signIn) implements ProofAnswer {}

  /**
   * It does not do.
   *
   * @param reason for the ledger, never for the caller
   */
  record Refused(Event.SignInRefused.Why why, String reason) implements ProofAnswer {
    /** It was not looked at for want of room, or proves nobody. */
    public Refused(boolean busy, String reason) {
      this(busy ? Event.SignInRefused.Why.BUSY : Event.SignInRefused.Why.NOT_PROVEN, reason);
    }
  }
}
