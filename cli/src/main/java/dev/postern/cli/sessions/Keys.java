package dev.postern.cli.sessions;

import java.time.Duration;
import java.util.Optional;

/** Waits, and hears what is pressed meanwhile. */
interface Keys {
  /** What is pressed within this time, as soon as it is; empty when it has passed. */
  Optional<Key> within(Duration time) throws InterruptedException;

  /** Nobody presses anything: for output that is no terminal. */
  static Keys none() {
    return time -> {
      Thread.sleep(time);
      return Optional.empty();
    };
  }
}
