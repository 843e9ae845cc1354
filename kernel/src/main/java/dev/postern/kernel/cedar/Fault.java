package dev.postern.kernel.cedar;

/**
 * A policy that could not be evaluated.
 *
 * @param message what went wrong, with names of attributes and types but no values
 * @param at the expression that failed
 */
public record Fault(Policy policy, String message, Position at) {
  @Override
  public String toString() {
    return at + ": " + message;
  }
}
