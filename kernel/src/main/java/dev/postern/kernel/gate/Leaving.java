package dev.postern.kernel.gate;

/**
 * Why a session waits for people no longer.
 *
 * @param kind what its verdict becomes
 * @param reason what the caller may know, in one sentence
 */
public record Leaving(Kind kind, String reason) {
  /** What becomes of the operation. */
  public enum Kind {
    /** It has waited long enough: the answer is {@code pending}. */
    PATIENCE_ENDED,
    /** The caller wants it no more: the request is taken back. */
    CANCELLED
  }
}
