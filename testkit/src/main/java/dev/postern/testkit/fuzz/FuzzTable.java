package dev.postern.testkit.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The table of targets in docs/proofs: a run replaces the rows of the targets that it ran. */
final class FuzzTable {
  private static final String HEAD =
      """
      # Fuzzing: what holds whatever the bytes are

      Written by `prove/fuzz`, coverage-guided by Jazzer; each row is the last run of its target. Edges are branches of our own code
      that some input took. The inputs that are kept lie in `src/test/resources/fuzz` of the target's module, and every build runs
      them and a fixed number of seeded mutations (`FuzzTest`). What was found, and the mutants that were seen:
      [decision 0027](../decisions/0027-fuzzing.md).

      | target | what holds for every input | on | seconds | executions | a second | edges | kept | finds |
      |---|---|---|---|---|---|---|---|---|
      """;

  private final Map<String, String> rows = new TreeMap<>();

  private FuzzTable() {}

  /** The table of a page; empty where there is no page yet. */
  static FuzzTable read(Path page, List<FuzzTarget> targets) throws IOException {
    FuzzTable table = new FuzzTable();
    if (Files.exists(page)) {
      List<String> names = targets.stream().map(FuzzTarget::name).toList();
      for (String line : Files.readAllLines(page)) {
        String[] cells = line.split(" \\| ", 3);
        if (cells.length == 3 && names.contains(cells[0].replaceAll("[| `]", ""))) {
          table.rows.put(cells[0].replaceAll("[| `]", ""), line);
        }
      }
    }
    return table;
  }

  void put(FuzzTarget target, int seconds, Jazzer.Outcome outcome, List<byte[]> kept) {
    int bytes = kept.stream().mapToInt(input -> input.length).sum();
    rows.put(
        target.name(),
        String.format(
            Locale.ROOT,
            "| `%s` | %s | %s | %d | %,d | %,d | %,d | %d, %.1f KB | %s |",
            target.name(),
            target.property(),
            LocalDate.now(ZoneOffset.UTC),
            seconds,
            outcome.executions(),
            outcome.executions() / Math.max(1, seconds),
            outcome.edges(),
            kept.size(),
            bytes / 1000.0,
            outcome.find().isEmpty() ? "none" : "`" + outcome.find() + "`"));
  }

  void write(Path page) throws IOException {
    Files.writeString(page, HEAD + String.join("\n", rows.values()) + "\n");
  }
}
