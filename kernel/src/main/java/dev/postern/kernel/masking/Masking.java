package dev.postern.kernel.masking;

import java.util.List;

/**
 * What the viewer of a reply must not see. Computed before admission, because it may change what is
 * forwarded.
 *
 * @param hidden the places that must be masked
 * @param unmapped how content that no place names is shown
 */
public record Masking(List<Hidden> hidden, Unmapped unmapped) {
  /** Nothing is hidden. */
  public static final Masking NONE = new Masking(List.of(), Unmapped.SHOWN);

  public Masking {
    hidden = List.copyOf(hidden);
  }

  /** Whether a reply may pass as it came. */
  public boolean none() {
    return hidden.isEmpty() && unmapped == Unmapped.SHOWN;
  }

  /**
   * A place whose content is hidden.
   *
   * @param path in the protocol's own notation
   * @param classed the class that hides it
   * @param mask how it is shown instead
   */
  public record Hidden(String path, String classed, Mask mask) {}

  /** What becomes of content that no place names. */
  public enum Unmapped {
    SHOWN,
    WITHHELD
  }
}
