import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All windows of one bench, and what they say together. */
record Series(List<Taken> windows) {

  /** A median and what it is the median of. */
  record Spread(double least, double median, double most, int count) {
    private static Optional<Spread> of(List<Double> values) {
      if (values.isEmpty()) {
        return Optional.empty();
      }
      List<Double> sorted = values.stream().sorted().toList();
      return Optional.of(
          new Spread(
              sorted.getFirst(),
              sorted.get((sorted.size() - 1) / 2),
              sorted.getLast(),
              sorted.size()));
    }
  }

  /** The loads that were put on it, in the order in which they came. */
  List<String> loads() {
    return windows.stream().map(Taken::load).distinct().toList();
  }

  /** A way's figure under a load; empty when no quiet window has one. */
  Optional<Spread> figure(String way, String load, ToDoubleFunction<Taken> what) {
    return Spread.of(
        of(way, load).stream().map(what::applyAsDouble).filter(value -> value > 0).toList());
  }

  /** A way's figure over its peer's, each in the same repetition. */
  Optional<Spread> ratio(String way, String peer, String load, ToDoubleFunction<Taken> what) {
    List<Taken> theirs = of(peer, load);
    return Spread.of(
        of(way, load).stream()
            .flatMap(mine ->
                theirs.stream()
                    .filter(other -> other.repetition() == mine.repetition())
                    .filter(other -> what.applyAsDouble(other) > 0)
                    .map(other -> what.applyAsDouble(mine) / what.applyAsDouble(other)))
            .toList());
  }

  private List<Taken> of(String way, String load) {
    return windows.stream()
        .filter(window -> window.way().equals(way) && window.load().equals(load))
        .toList();
  }
}
