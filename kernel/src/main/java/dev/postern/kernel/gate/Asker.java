package dev.postern.kernel.gate;

/**
 * A session's queue, as the gate sees it. Called on the lane's own thread, never on the caller's
 * stack.
 */
public interface Asker {
  /** Exactly one for each admission and each refusal asked for. */
  void decided(long ticket, Verdict verdict);

  /**
   * The passage was taken back: only closing frames may still be sent on it. At most once for a
   * passage.
   */
  void revoked(Passage passage, Revocation why);
}
