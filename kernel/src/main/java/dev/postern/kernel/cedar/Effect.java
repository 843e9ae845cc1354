package dev.postern.kernel.cedar;

/** What a satisfied policy does. */
public enum Effect {
  PERMIT,
  FORBID
}
