package dev.postern.kernel.operation;

/**
 * The most that an operation can do, in rising order. What is not understood counts as the worst.
 */
public enum Effect {
  NONE,
  READ,
  WRITE,
  ADMIN,
  UNKNOWN;

  /** The stronger of the two. */
  public Effect or(Effect other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
