package dev.postern.kernel.identity;

import java.time.Instant;

/**
 * A proof that was accepted: the principal and how long the proof holds.
 *
 * @param principal who it proved
 * @param issued when the proof was made
 * @param expires when it ends; looked at on every operation
 * @param proof the proof's fingerprint, never the proof: lower-case hex SHA-256, safe to log
 * @param ground what the proof rests on
 */
public record SignIn(
    Principal principal, Instant issued, Instant expires, String proof, Ground ground) {
  /**
   * What a proof rests on: the key that signed it, and what the gateway was told of its issuer and
   * of people. When that changes, what the proof said may no longer be so.
   */
  @FunctionalInterface
  public interface Ground {
    /** Whether it still holds. Answers from memory; any thread. */
    boolean holds();
  }

  private static final Ground FIRM = () -> true;

  /** A proof that rests on nothing that can change before it ends. */
  public SignIn(Principal principal, Instant issued, Instant expires, String proof) {
    this(principal, issued, expires, proof, FIRM);
  }
}
