package dev.postern.kernel.audit;

import java.util.List;

/**
 * What is written at once: a leaf, and the recordings that lie apart from it in the payload store.
 */
public record Entry(Leaf leaf, List<Recording> recordings) {
  public Entry {
    recordings = List.copyOf(recordings);
  }

  /** An entry with nothing recorded beside it. */
  public static Entry of(Leaf leaf) {
    return new Entry(leaf, List.of());
  }
}
