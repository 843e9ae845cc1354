package dev.postern.gateway.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong so far. Not safe for use by two threads. */
public final class Problems {
  /** The most problems that are kept; a hostile file must not fill the memory with complaints. */
  public static final int MOST = 500;

  private final List<Problem> found = new ArrayList<>();
  private int count;

  /** Notes a problem. */
  public void add(Problem problem) {
    count++;
    if (found.size() < MOST) {
      found.add(problem);
    }
  }

  /** Notes a problem. */
  public void add(Place place, String key, String what, String expected) {
    add(new Problem(place, key, what, expected));
  }

  /** How many were noted, kept or not. */
  public int count() {
    return count;
  }

  /** Those kept, by file in the order in which the files were read, then by place. */
  public List<Problem> list() {
    List<String> files = found.stream().map(problem -> problem.place().file()).distinct().toList();
    return found.stream()
        .sorted(
            Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.place().file()))
                .thenComparingInt(problem -> problem.place().line())
                .thenComparingInt(problem -> problem.place().column()))
        .toList();
  }
}
