package dev.postern.kernel.audit;

import java.io.IOException;

/** Bytes that are not what the format says: cut, out of bounds, or not in canonical form. */
public final class Malformed extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, without any of the content. */
  public Malformed(String what) {
    super(what);
  }
}
