package dev.postern.prove.week;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How the gateway's process stood at a moment.
 *
 * @param at seconds since the beginning
 * @param life which of its lives it was, from 0
 * @param rss resident memory, MiB
 * @param pss its share of it, MiB
 * @param threads threads
 * @param files open file handles, sockets among them
 * @param sockets sockets
 * @param cpu processor seconds of this life
 * @param ledger bytes of the ledger's files, MiB
 * @param segments files of segments
 * @param state bytes of the state's files, MiB
 * @param operations what callers had done
 */
record Sample(
    double at,
    int life,
    double rss,
    double pss,
    double threads,
    double files,
    double sockets,
    double cpu,
    double ledger,
    double segments,
    double state,
    double operations) {
  /**
   * What the virtual machine says of itself after a full collection.
   *
   * @param at seconds since the beginning
   * @param life which of the gateway's lives it was
   * @param heap what lives in the heap, MiB
   * @param outside memory outside the heap that buffers hold, MiB
   * @param total all that the virtual machine has committed, MiB
   */
  record Inner(double at, int life, double heap, double outside, double total) {}

  /**
   * Something that was measured again and again, as a straight line (least squares).
   *
   * @param first where the line begins
   * @param last where it ends
   * @param mean the mean of all values
   */
  record Trend(double first, double last, double mean) {
    static <T> Trend of(List<T> all, ToDoubleFunction<T> time, ToDoubleFunction<T> value) {
      double meanTime = all.stream().mapToDouble(time).average().orElse(0);
      double mean = all.stream().mapToDouble(value).average().orElse(Double.NaN);
      double above = 0;
      double below = 0;
      for (T each : all) {
        double off = time.applyAsDouble(each) - meanTime;
        above += off * (value.applyAsDouble(each) - mean);
        below += off * off;
      }
      double slope = below == 0 ? 0 : above / below;
      double first = all.isEmpty() ? 0 : time.applyAsDouble(all.getFirst());
      double last = all.isEmpty() ? 0 : time.applyAsDouble(all.getLast());
      return new Trend(mean + slope * (first - meanTime), mean + slope * (last - meanTime), mean);
    }

    /** By how much it rises from its first moment to its last. */
    double rise() {
      return last - first;
    }
  }
}
