package dev.postern.gateway.net;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must not take for ever on one event loop. Looked through at a coarse beat instead of setting
 * a timer for each request, so that a deadline costs a request nothing but a field. Belongs to the
 * loop's thread.
 */
public final class Deadlines {
  /** Something that can be late. */
  public interface Watched {
    /** When it is late, on {@link Deadlines#now()}'s clock; {@link #NEVER} when nothing is due. */
    long due();

    /** It is late. Called at each beat for as long as it stays so. */
    void late();
  }

  /** Nothing is due. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

  private final Set<Watched> watched = new LinkedHashSet<>();
  private final LongSupplier nanos;
  private final long origin;

  /** Reads a clock such as {@link System#nanoTime}. */
  public Deadlines(LongSupplier nanos) {
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
  }

  /**
   * Nanoseconds since this was made: never negative, so that moments can be compared as numbers.
   */
  public long now() {
    return nanos.getAsLong() - origin;
  }

  public void watch(Watched one) {
    watched.add(one);
  }

  public void forget(Watched one) {
    watched.remove(one);
  }

  /**
   * One beat: tells everything that is late. One that breaks keeps none of the others from being
   * told.
   */
  public void beat() {
    if (watched.isEmpty()) {
      return;
    }
    long now = now();
    for (Watched one : List.copyOf(watched)) {
      try {
        if (one.due() <= now) {
          one.late();
        }
      } catch (RuntimeException | Error defect) {
        LOG.error("what was late could not be ended, and is told again", defect);
      }
    }
  }
}
