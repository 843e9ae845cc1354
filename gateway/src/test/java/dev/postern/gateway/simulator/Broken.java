package dev.postern.gateway.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Something that must never be was seen. The first of a world is remembered, since Netty's pipeline
 * keeps what handlers throw.
 */
final class Broken extends AssertionError {
  private static final long serialVersionUID = 1;
  private static final ThreadLocal<@Nullable Broken> FIRST = new ThreadLocal<>();

  Broken(String what) {
    super(what);
    if (FIRST.get() == null) {
      FIRST.set(this);
    }
  }

  /** Remembers it without throwing, where nobody could catch it. */
  static void saw(String what) {
    Broken seen = new Broken(what);
    if (FIRST.get() == null) {
      FIRST.set(seen);
    }
  }

  /** A world begins. */
  static void forget() {
    FIRST.remove();
  }

  /** Throws what was seen, if anything was. */
  static void tell() {
    Broken first = FIRST.get();
    if (first != null) {
      throw first;
    }
  }
}
