package dev.postern.kernel.gate;

/** What an admission would answer now: for listings, and before people are asked. */
public enum Preview {
  PASS,
  HOLD,
  REFUSE
}
