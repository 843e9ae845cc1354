package dev.postern.gateway.ledger.story;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Plays a story with its real pauses.
 *
 * @param speed 1 for as it happened, 2 for twice as fast; positive
 * @param maxPause the longest pause, so that a night is not waited for
 */
public record Player(double speed, Duration maxPause) {
  public Player {
    if (!(speed > 0) || maxPause.isNegative()) {
      throw new IllegalArgumentException("a speed is positive, and a pause is not negative");
    }
  }

  /** Waits, for example {@code Thread::sleep}. */
  @FunctionalInterface
  public interface Pause {
    /** Waits as long as said. */
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * Plays a story to its end, an empty line behind each scene.
   *
   * @param out takes each line, without its end
   * @throws InterruptedException when a pause was
   */
  public void play(List<StoryTeller.Scene> scenes, Consumer<String> out, Pause pause)
      throws InterruptedException {
    for (StoryTeller.Scene scene : scenes) {
      Duration wait = pause(scene.since());
      if (!wait.isZero()) {
        pause.sleep(wait);
      }
      scene.lines().forEach(out);
      out.accept("");
    }
  }

  private Duration pause(Duration real) {
    double nanos = Math.min(real.toNanos() / speed, maxPause.toNanos());
    return Duration.ofNanos((long) nanos);
  }
}
