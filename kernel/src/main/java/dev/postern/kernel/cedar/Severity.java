package dev.postern.kernel.cedar;

/** How bad a problem is. */
public enum Severity {
  /** What was given cannot be used. */
  ERROR,
  /** It can be used, and does perhaps not mean what its author thinks. */
  WARNING
}
