package dev.postern.gateway.protocol.postgres.password;

import dev.postern.kernel.identity.SignIn;
import java.util.function.Supplier;

/**
 * A password that a client says it knows, or what stands in its place so that the client cannot
 * tell.
 */
public final class Candidate {
  private final ScramVerifier verifier;
  private final Supplier<Standing> standing;

  Candidate(ScramVerifier verifier, Supplier<Standing> standing) {
    this.verifier = verifier;
    this.standing = standing;
  }

  /** Whether a password may be used. */
  public sealed interface Standing {
    /**
     * It may.
     *
     * @param signIn the proof with which it was minted
     */
    record Good(SignIn signIn) implements Standing {}

    /**
     * It may not.
     *
     * @param reason for the ledger
     */
    record Bad(String reason) implements Standing {}
  }

  /** What a proof is checked with. */
  ScramVerifier verifier() {
    return verifier;
  }

  /** Whether it may be used at this moment. */
  public Standing standing() {
    return standing.get();
  }
}
