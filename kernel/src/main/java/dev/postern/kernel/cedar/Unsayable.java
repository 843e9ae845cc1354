package dev.postern.kernel.cedar;

/**
 * A field is there and no Cedar value can say what it holds. Thrown by a lazy record where a policy
 * tests, reads or compares such a field; that policy then cannot be evaluated, which is a fault in
 * the answer. So no answer rests on a value that was not understood. Has no stack trace.
 */
public final class Unsayable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A field that cannot be said.
   *
   * @param reason what it holds, in words that name no value
   */
  public Unsayable(String reason) {
    super(reason, null, false, false);
  }
}
