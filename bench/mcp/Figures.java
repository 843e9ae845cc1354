import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The quiet windows, by load, way and repetition. A ratio is of two windows of one repetition; the
 * median of the repetitions is told, and nothing where too few were quiet.
 */
final class Figures {
  private final int leastQuiet;
  private final Map<String, Map<Way, Map<Integer, Window>>> windows = new HashMap<>();

  Figures(int leastQuiet) {
    this.leastQuiet = leastQuiet;
  }

  void put(String work, Way way, int repetition, Window window) {
    windows
        .computeIfAbsent(work, none -> new HashMap<>())
        .computeIfAbsent(way, none -> new HashMap<>())
        .put(repetition, window);
  }

  /** The median of a figure. */
  OptionalDouble median(String work, Way way, ToDoubleFunction<Window> figure) {
    return middle(of(work, way).values().stream().map(figure::applyAsDouble).toList());
  }

  /** The median of one way's figure divided by another's. */
  OptionalDouble ratio(String work, Way way, Way to, ToDoubleFunction<Window> figure) {
    return middle(
        pairs(work, way, to).stream()
            .map(pair -> figure.applyAsDouble(pair[0]) / figure.applyAsDouble(pair[1]))
            .toList());
  }

  /** The smallest and the greatest of the ratios; empty where {@link #ratio} is. */
  List<Double> range(String work, Way way, Way to, ToDoubleFunction<Window> figure) {
    List<Double> sorted =
        pairs(work, way, to).stream()
            .map(pair -> figure.applyAsDouble(pair[0]) / figure.applyAsDouble(pair[1]))
            .sorted()
            .toList();
    return sorted.size() < leastQuiet
        ? List.of()
        : List.of(sorted.getFirst(), sorted.getLast());
  }

  /** The median of one way's figure less another's. */
  OptionalDouble difference(String work, Way way, Way from, ToDoubleFunction<Window> figure) {
    return middle(
        pairs(work, way, from).stream()
            .map(pair -> figure.applyAsDouble(pair[0]) - figure.applyAsDouble(pair[1]))
            .toList());
  }

  private List<Window[]> pairs(String work, Way one, Way other) {
    Map<Integer, Window> others = of(work, other);
    List<Window[]> pairs = new ArrayList<>();
    of(work, one)
        .forEach(
            (repetition, window) -> {
              Window beside = others.get(repetition);
              if (beside != null) {
                pairs.add(new Window[] {window, beside});
              }
            });
    return pairs;
  }

  private Map<Integer, Window> of(String work, Way way) {
    return windows.getOrDefault(work, Map.of()).getOrDefault(way, Map.of());
  }

  private OptionalDouble middle(List<Double> values) {
    if (values.size() < leastQuiet) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return OptionalDouble.of(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }
}
