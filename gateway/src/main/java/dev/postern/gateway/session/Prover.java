package dev.postern.gateway.session;

import java.nio.ByteBuffer;

/**
 * Answers a target's sign-in challenge. Given by a protocol, so that its session sees proofs and
 * never the secret.
 */
@FunctionalInterface
public interface Prover {
  /**
   * Makes the proof. Called once, on a thread that may take its time; touches nothing of the
   * session's.
   *
   * @param secret a copy for this call; neither kept nor put into the outcome, and overwritten
   *     afterwards
   * @throws RuntimeException when there can be no proof; its message is told to nobody
   */
  Proof prove(byte[] secret);

  /**
   * A proof.
   *
   * @param frame what the target is sent; handed over, and overwritten once it is gone
   * @param outcome what the session needs to check the target's answer; no secret
   */
  record Proof(ByteBuffer frame, Note outcome) {
    @Override
    public String toString() {
      return "Proof[frame hidden, outcome hidden]";
    }
  }
}
