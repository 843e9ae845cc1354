package dev.postern.kernel.policy;

/** The most that any rule, hold or mask can look at for a caller on a part of a target. */
public enum Reach {
  /** No rule can tell one operation from another: what is asked need not be read. */
  NOTHING,
  /** Some rule could: what is asked must be read as well as it can be. */
  CONTENT
}
