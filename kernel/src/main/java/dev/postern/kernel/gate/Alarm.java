package dev.postern.kernel.gate;

import java.time.Instant;

/**
 * What wakes a gate when something ends by the clock. Called from any thread; never blocks.
 *
 * <p>It may be late, or not come at all: then whatever ends is found by the next review, and until
 * then no new operation passes on it.
 */
public interface Alarm {
  /** A gate that nobody wakes. */
  Alarm NONE =
      new Alarm() {
        @Override
        public void set(Instant at) {}

        @Override
        public void turned() {}
      };

  /**
   * Has {@link Gate#strike} called as soon as this moment has come. Of several moments the earliest
   * counts: the call that it leads to sets the next.
   */
  void set(Instant at);

  /** Decisions may differ now though nobody touched the rules: sessions are to hear of it. */
  void turned();
}
