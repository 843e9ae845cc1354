package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.EntryId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is looked for among the operations of all sessions.
 *
 * @param cast whose operations
 * @param fits which of them, as their entry tells them, their end aside
 * @param window when
 * @param after the place behind which the look goes on
 * @param newest whether the latest come first
 * @param most how many
 */
public record Search(
    Predicate<Cast> cast,
    Predicate<Deed> fits,
    Window window,
    Optional<Place> after,
    boolean newest,
    int most) {
  /**
   * A stretch of time, both ends included.
   *
   * @param since from when on
   * @param until up to when
   */
  public record Window(Instant since, Instant until) {
    /** All of it. */
    public static final Window ALL =
        new Window(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59Z"));
  }

  /**
   * A place among all operations, in the order of time.
   *
   * @param at the time
   * @param entry the entry, among those of one time
   */
  public record Place(Instant at, EntryId entry) implements Comparable<Place> {
    /** Where an operation stands. */
    public static Place of(Deed deed) {
      return new Place(deed.at(), deed.id());
    }

    @Override
    public int compareTo(Place other) {
      int times = at.compareTo(other.at);
      int highs = Long.compareUnsigned(entry.high(), other.entry.high());
      return times != 0
          ? times
          : highs != 0 ? highs : Long.compareUnsigned(entry.low(), other.entry.low());
    }

    /** The place as a caller is given it: microseconds since the epoch and the entry. */
    @Override
    public String toString() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "." + entry;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public static Place parse(String text) {
      int dot = text.indexOf('.');
      if (dot < 1 || dot > 18 || text.length() > 60) {
        throw new IllegalArgumentException("not a place");
      }
      Instant at = Instant.EPOCH.plus(Long.parseLong(text.substring(0, dot)), ChronoUnit.MICROS);
      return new Place(at, EntryId.parse(text.substring(dot + 1)));
    }
  }
}
