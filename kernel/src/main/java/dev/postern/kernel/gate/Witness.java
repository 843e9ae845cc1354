package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Leaf;

/**
 * Sees how passages end, for who counts them. Called on the lane's thread, after the passage was
 * closed and before its entry is written; never blocks. What it throws is dropped: a witness tells
 * its own defects.
 */
@FunctionalInterface
public interface Witness {
  /** Sees nothing. */
  Witness NONE = (description, closed) -> {};

  /**
   * A passage ended.
   *
   * @param description what was asked
   * @param closed what the ledger will keep of its end
   */
  void ended(Description description, Leaf.Closed closed);
}
