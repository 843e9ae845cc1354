package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * The segments of the ledger that one lane writes to.
 *
 * @param usual for what no target says otherwise
 * @param levels by what their entries survive
 */
public record Segments(Ledger.Segment usual, Map<Durability, Ledger.Segment> levels) {
  public Segments {
    levels = Map.copyOf(levels);
  }

  /**
   * Opens one for each level.
   *
   * @param ledger what they belong to; its own level is the usual one
   * @param number of the first; the others follow
   */
  public static Segments open(Ledger ledger, int number) throws IOException {
    Map<Durability, Ledger.Segment> opened = new EnumMap<>(Durability.class);
    Ledger.Segment usual = ledger.open(number);
    opened.put(ledger.level(), usual);
    int next = number + 1;
    for (Durability level : Durability.values()) {
      if (level != ledger.level()) {
        opened.put(level, ledger.open(next++, level));
      }
    }
    return new Segments(usual, opened);
  }

  /** How many numbers {@link #open} takes. */
  public static int count() {
    return Durability.values().length;
  }

  /**
   * Ends them all, also those behind one that fails.
   *
   * @throws IOException when one could not be ended; those that are ended stay so
   */
  public void close() throws IOException {
    IOException failed = null;
    for (Ledger.Segment each : levels.values()) {
      try {
        each.close();
      } catch (IOException | RuntimeException why) {
        if (failed == null) {
          failed = why instanceof IOException known ? known : new IOException(why);
        } else {
          failed.addSuppressed(why);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
