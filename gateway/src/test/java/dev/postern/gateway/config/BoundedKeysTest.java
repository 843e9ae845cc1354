package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import dev.postern.gateway.config.yaml.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every bound that the schema of the configuration has, at its two ends: made from the schema, so a
 * key that somebody adds is tested, or its absence from the configuration that has every key is.
 */
class BoundedKeysTest {
  private static List<SchemaKey> keys() {
    return SchemaKey.all().filter(SchemaKey::bounded).toList();
  }

  @Test
  void the_configuration_with_every_key_is_good_and_has_them_all(@TempDir Path folder) {
    assertThat(new EveryKey(folder).load()).isInstanceOf(Loaded.class);
    Set<String> main = new TreeSet<>();
    Set<String> targets = new TreeSet<>();
    keys().forEach(key -> (key.file().equals(EveryKey.MAIN) ? main : targets).add(key.name()));
    assertThat(main).isEqualTo(SchemaKey.names(EveryKey.schema(EveryKey.MAIN)));
    assertThat(targets)
        .isEqualTo(SchemaKey.names(EveryKey.schema(EveryKey.TARGETS.getFirst())))
        .hasSizeGreaterThan(30);
  }

  /** The key, its line and what to write instead are told, and nothing else is found wrong. */
  @TestFactory
  Stream<DynamicTest> what_is_out_of_bounds_is_refused_with_its_key_line_and_range(
      @TempDir Path folder) {
    EveryKey files = new EveryKey(folder);
    return keys().stream()
        .map(key ->
            DynamicTest.dynamicTest(
                key.file() + " " + key.name(),
                () -> key.outside().forEach(value -> refused(files, key, value))));
  }

  private static void refused(EveryKey files, SchemaKey key, JsonNode value) {
    List<String> lines = files.write(key.file(), key.with(value));
    List<Problem> problems = problems(files);
    files.write(key.file(), EveryKey.read(key.file()));

    assertThat(problems.stream().map(Problem::key).filter(key.key()::equals)).hasSize(1);
    Problem problem =
        problems.stream().filter(found -> found.key().equals(key.key())).findFirst().orElseThrow();
    assertThat(problem.expected()).contains(key.told());
    assertThat(problem.place().file()).endsWith(key.file());
    assertThat(lines.get(problem.place().line() - 1)).contains("\"" + key.place() + "\" :");
    if (value.isValueNode()) {
      assertThat(problems).hasSize(1);
    }
  }

  @TestFactory
  Stream<DynamicTest> at_its_ends_nothing_is_said_of_a_bound(@TempDir Path folder) {
    EveryKey files = new EveryKey(folder);
    return keys().stream()
        .filter(key -> !key.ends().isEmpty())
        .map(key ->
            DynamicTest.dynamicTest(
                key.file() + " " + key.name(),
                () -> key.ends().forEach(value -> taken(files, key, value))));
  }

  private static void taken(EveryKey files, SchemaKey key, JsonNode value) {
    files.write(key.file(), key.with(value));
    List<Problem> problems = problems(files);
    files.write(key.file(), EveryKey.read(key.file()));
    assertThat(problems)
        .filteredOn(problem -> problem.key().equals(key.key()))
        .extracting(Problem::expected)
        .noneMatch(expected -> expected.contains(key.told()));
  }

  private static List<Problem> problems(EveryKey files) {
    return switch (files.load()) {
      case Loaded _ -> new ArrayList<>();
      case Rejected(List<Problem> problems) -> problems;
    };
  }
}
