package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * No schema is narrower than what the gateway takes, key by key: what may be left out, the units of
 * times and sizes, and words.
 */
class SchemaNarrowTest {
  /** Each unit of a measure, and how many of the unit before it it is. */
  private static final Map<String, List<Map.Entry<String, Integer>>> UNITS =
      Map.of(
          "time",
          List.of(
              Map.entry("ms", 1),
              Map.entry("s", 1000),
              Map.entry("m", 60),
              Map.entry("h", 60),
              Map.entry("d", 24)),
          "size",
          List.of(
              Map.entry("B", 1),
              Map.entry("KiB", 1024),
              Map.entry("MiB", 1024),
              Map.entry("GiB", 1024)));

  private static final Pattern MEASURE = Pattern.compile("([0-9]+)(ms|[smhdB]|[KMG]iB)");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]*");

  /** What one of a few words can be, of whatever key. */
  private static final List<String> WORDS =
      List.of(
          "raw",
          "masked",
          "digest",
          "redact",
          "last4",
          "null",
          "hash",
          "withheld",
          "clear",
          "dropped",
          "kept",
          "off",
          "encrypt",
          "verify-full",
          "scram",
          "md5",
          "any",
          "process-crash",
          "power-loss",
          "read",
          "write",
          "admin",
          "person",
          "workload",
          "client",
          "email",
          "uri",
          "dns",
          "environment",
          "file");

  @TempDir private Path folder;
  private EveryKeyFiles files;

  @BeforeEach
  void copy() throws IOException {
    files = new EveryKeyFiles(folder);
  }

  /** Key by key, the innermost first, until nothing more can be spared. */
  @Test
  void whatever_can_be_left_out_is_missed_by_no_schema() {
    int left = 0;
    for (String file : EveryKeyFiles.ALL) {
      ObjectNode rest = files.tree(file).deepCopy();
      for (int spared = -1; spared != left; ) {
        spared = left;
        for (Leaf leaf : leaves(rest, "").reversed()) {
          ObjectNode without = rest.deepCopy();
          if (at(without, leaf.section()) instanceof ObjectNode section
              && section.remove(leaf.name()) != null
              && files.fitsIfItLoads(file, EveryKeyFiles.text(without))) {
            rest = without;
            left++;
          }
        }
      }
    }
    assertThat(left).isGreaterThan(150);
  }

  @Test
  void times_and_sizes_fit_in_every_unit_in_which_they_can_be_said() {
    int measures = 0;
    for (String file : EveryKeyFiles.ALL) {
      for (int unit = 0; unit < 4; unit++) {
        ObjectNode other = files.tree(file).deepCopy();
        int said = 0;
        for (Leaf leaf : leaves(other, "")) {
          said += inUnit(other, leaf, unit) ? 1 : 0;
        }
        measures += said;
        assertThat(files.fitsIfItLoads(file, EveryKeyFiles.text(other)))
            .as("%s: %d in unit %d", file, said, unit)
            .isTrue();
      }
    }
    assertThat(measures).isGreaterThan(100);
  }

  /** Says a measure in another unit where that is the same. */
  private static boolean inUnit(ObjectNode tree, Leaf leaf, int unit) {
    Matcher measure = MEASURE.matcher(leaf.value());
    if (!measure.matches() || !(at(tree, leaf.section()) instanceof ObjectNode section)) {
      return false;
    }
    for (List<Map.Entry<String, Integer>> units : UNITS.values()) {
      long each = 1;
      long all = -1;
      for (Map.Entry<String, Integer> known : units) {
        each *= known.getValue();
        all =
            known.getKey().equals(measure.group(2)) ? Long.parseLong(measure.group(1)) * each : all;
      }
      long wanted = 1;
      for (int i = 0; i <= unit && i < units.size(); i++) {
        wanted *= units.get(i).getValue();
      }
      // A number of more digits is none.
      if (all > 0 && unit < units.size() && all % wanted == 0 && all / wanted < 1_000_000_000) {
        section.put(leaf.name(), all / wanted + units.get(unit).getKey());
        return true;
      }
    }
    return false;
  }

  @Test
  void every_word_that_a_key_takes_fits() {
    int taken = 0;
    for (String file : EveryKeyFiles.ALL) {
      for (String word : WORDS) {
        taken += taken(file, word);
      }
    }
    assertThat(taken).isGreaterThan(20);
  }

  /** Says a word wherever there is one, and takes it back where it is not taken. */
  private int taken(String file, String word) {
    Map<String, Leaf> changed = new TreeMap<>();
    for (Leaf leaf : leaves(files.tree(file), "")) {
      if (WORD.matcher(leaf.value()).matches() && !leaf.value().equals(word)) {
        changed.put(leaf.key(), leaf);
      }
    }
    while (!changed.isEmpty()) {
      ObjectNode other = files.tree(file).deepCopy();
      for (Leaf leaf : changed.values()) {
        if (at(other, leaf.section()) instanceof ObjectNode section) {
          section.put(leaf.name(), word);
        }
      }
      List<Problem> problems = files.problems(file, EveryKeyFiles.text(other));
      if (problems.isEmpty()) {
        assertThat(files.unfit(file, EveryKeyFiles.text(other))).isEmpty();
        return changed.size();
      }
      boolean fewer =
          changed
              .keySet()
              .removeIf(key -> problems.stream().anyMatch(each -> about(each.key(), key)));
      if (!fewer) {
        // What it says elsewhere names something that has another name now: half of it is tried.
        changed
            .keySet()
            .removeAll(List.copyOf(changed.keySet()).subList(0, (changed.size() + 1) / 2));
      }
    }
    return 0;
  }

  private static boolean about(String problem, String key) {
    return !problem.isEmpty() && (key.startsWith(problem) || problem.startsWith(key));
  }

  /**
   * A key of a section, with what is said of it where that is a text.
   *
   * @param section a JSON pointer to the section
   * @param key as problems name it
   */
  private record Leaf(String section, String name, String key, String value) {}

  private static List<Leaf> leaves(JsonNode node, String pointer) {
    List<Leaf> leaves = new ArrayList<>();
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(member -> {
            String below = pointer + "/" + member.getKey();
            String key = below.substring(1).replaceAll("/([0-9]+)", "[$1]").replace('/', '.');
            leaves.add(new Leaf(pointer, member.getKey(), key, member.getValue().asString("")));
            leaves.addAll(leaves(member.getValue(), below));
          });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        leaves.addAll(leaves(array.path(i), pointer + "/" + i));
      }
    }
    return leaves;
  }

  private static JsonNode at(JsonNode tree, String pointer) {
    return pointer.isEmpty() ? tree : tree.at(pointer);
  }
}
