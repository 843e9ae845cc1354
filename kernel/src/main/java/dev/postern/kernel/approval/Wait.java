package dev.postern.kernel.approval;

/**
 * Somebody who waits for a request. Told on whatever thread, not on the caller's stack of the event
 * loop: {@link #held} at most once and first, then exactly one of the others.
 */
public interface Wait {
  /** Whether it could still use what it collects. Asked on any thread; does not block. */
  default boolean ready() {
    return true;
  }

  /** People are asked, or were asked before and the caller joined. */
  void held(Request request);

  /** It was approved, and is spent by this wait: nobody else collects it. */
  void collected(Request request);

  /** It will not be collected by this wait. */
  void over(Over why);

  /**
   * Why a wait ended without a passage.
   *
   * @param kind what became of it
   * @param reason what the caller may know, in one sentence
   */
  record Over(Kind kind, String reason) {
    /** What became of a wait. */
    public enum Kind {
      /** The wait has ended; the request lives on and can be collected by asking again. */
      PENDING,
      /** A reviewer said no. */
      DENIED,
      /** Nobody answered in time. */
      EXPIRED,
      /** It was taken back, or collected by another call. */
      WITHDRAWN,
      /** Too many requests are open. */
      OVER_LIMIT,
      /** It could not be kept. */
      UNKEPT
    }
  }
}
