package dev.postern.kernel.gate;

/**
 * A session's queue, as the gate sees it. Called on the lane's own thread, never on the caller's
 * stack.
 */
public interface Asker {
  /** Exactly one for each admission and each refusal asked for. */
  void decided(long ticket, Verdict verdict);

  /**
   * Policy asks for people before an admission that can wait for them passes. The session asks them
   * by {@link Lane#askPeople} or ends the admission by {@link Lane#leavePeople}; its verdict comes
   * after either.
   */
  default void needsPeople(long ticket, PeopleNeeded needed) {
    throw new IllegalStateException("who admits with patience hears of people");
  }

  /** People are asked; at most once for each admission, before its verdict. */
  default void held(long ticket, HeldRequest request) {
    throw new IllegalStateException("who admits with patience hears of people");
  }

  /**
   * The passage was taken back: only closing frames may still be sent on it. At most once for a
   * passage.
   */
  void revoked(Passage passage, Revocation why);
}
