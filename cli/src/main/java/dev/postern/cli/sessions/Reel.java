package dev.postern.cli.sessions;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Plays frames with their pauses, forwards and backwards.
 *
 * @param speed 1 for as it happened; positive, or infinite for no pauses
 * @param maxPause the longest pause, so that a night is not waited for
 */
record Reel(double speed, Duration maxPause) {
  /** How long it sleeps at a time while it is paused. */
  private static final Duration PAUSED = Duration.ofHours(1);

  Reel {
    if (!(speed > 0) || maxPause.isNegative()) {
      throw new IllegalArgumentException("a speed is positive, and a pause is not negative");
    }
  }

  /**
   * Plays to the end, or until somebody quits.
   *
   * @param out takes each line, without its end
   * @return whether it was played to its end
   */
  boolean play(List<Frame> frames, Keys keys, Consumer<String> out) throws InterruptedException {
    int at = 0;
    while (at < frames.size()) {
      frames.get(at).lines().forEach(out);
      out.accept("");
      Duration wait = at + 1 < frames.size() ? pause(frames.get(at + 1).since()) : Duration.ZERO;
      Optional<Key> key = wait.isZero() ? keys.within(Duration.ZERO) : keys.within(wait);
      if (key.equals(Optional.of(Key.PAUSE))) {
        out.accept("-- paused: space goes on, n next, p previous, q quit --");
        key = paused(keys);
      }
      if (key.equals(Optional.of(Key.QUIT))) {
        return false;
      }
      at = key.equals(Optional.of(Key.PREVIOUS)) ? Math.max(0, at - 1) : at + 1;
    }
    return true;
  }

  private static Optional<Key> paused(Keys keys) throws InterruptedException {
    Optional<Key> key = Optional.empty();
    while (key.isEmpty()) {
      key = keys.within(PAUSED);
    }
    return key;
  }

  private Duration pause(Duration real) {
    double nanos = Math.min(real.toNanos() / speed, maxPause.toNanos());
    return Duration.ofNanos((long) nanos);
  }

  /**
   * The frames from a place on, the opening always among them.
   *
   * @param from {@code #N} for the Nth operation, a time, or a request id
   * @throws IllegalArgumentException when there is no such place
   */
  static List<Frame> from(List<Frame> frames, String from) {
    for (int i = 1; i < frames.size(); i++) {
      if (isAt(frames.get(i), i, from)) {
        List<Frame> left = new java.util.ArrayList<>();
        left.add(frames.getFirst());
        left.addAll(frames.subList(i, frames.size()));
        return left;
      }
    }
    throw new IllegalArgumentException("nothing in this session is at or behind " + from);
  }

  private static boolean isAt(Frame frame, int number, String from) {
    if (from.matches("#[0-9]{1,9}")) {
      return number >= Integer.parseInt(from.substring(1));
    }
    try {
      return !frame.at().isBefore(Instant.parse(from));
    } catch (DateTimeException noTime) {
      return frame.request().equals(from);
    }
  }
}
