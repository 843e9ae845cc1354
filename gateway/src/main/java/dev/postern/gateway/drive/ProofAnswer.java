package dev.postern.gateway.drive;

import dev.postern.kernel.identity.SignIn;

/** What a proof came to. */
public sealed interface ProofAnswer {
  /** It proves somebody. */
  record Accepted(SignIn signIn) implements ProofAnswer {}

  /**
   * It proves nobody.
   *
   * @param busy whether it was not looked at for want of room
   * @param reason for the ledger, never for the caller
   */
  record Refused(boolean busy, String reason) implements ProofAnswer {}
}
