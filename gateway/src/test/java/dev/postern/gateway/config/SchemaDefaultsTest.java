package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.ConfigurationSource.Rejected;
import dev.postern.gateway.config.yaml.Problem;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the schema says that is used where a key is left out is what is used there. */
class SchemaDefaultsTest {
  /** What differs with the text alone. */
  private static final Set<String> TEXT = Set.of("files", "policies");

  /** Where TLS is, or nobody else comes, plain text may be allowed or not: ProblemsTest. */
  private static final Set<String> HARMLESS =
      Set.of(
          "plaintext",
          "listen.plaintext",
          "postgres.plaintext",
          "metrics.plaintext",
          "traces.plaintext");

  @TestFactory
  Stream<DynamicTest> a_default_that_is_written_out_changes_nothing(@TempDir Path folder) {
    EveryKey files = new EveryKey(folder);
    return keys()
        .map(key ->
            DynamicTest.dynamicTest(
                key.file() + " " + key.name(),
                () -> {
                  files.write(key.file(), key.without());
                  List<Object> without = told(files.load());
                  files.write(key.file(), key.with(key.schema().path("default")));
                  List<Object> written = told(files.load());
                  files.write(key.file(), EveryKey.read(key.file()));
                  assertThat(written).isEqualTo(without);
                }));
  }

  /** Otherwise the test above would say nothing of a key. */
  @TestFactory
  Stream<DynamicTest> another_value_than_the_default_changes_something(@TempDir Path folder) {
    EveryKey files = new EveryKey(folder);
    return keys()
        .filter(key -> !HARMLESS.contains(key.name()))
        .flatMap(key -> other(key.schema()).map(other -> differs(files, key, other)).stream());
  }

  private static DynamicTest differs(EveryKey files, SchemaKey key, JsonNode other) {
    return DynamicTest.dynamicTest(
        key.file() + " " + key.name() + " " + other,
        () -> {
          files.write(key.file(), key.without());
          List<Object> without = told(files.load());
          files.write(key.file(), key.with(other));
          List<Object> written = told(files.load());
          files.write(key.file(), EveryKey.read(key.file()));
          assertThat(written).isNotEqualTo(without);
        });
  }

  /** A value that is not the default, where the schema says enough to find one. */
  private static Optional<JsonNode> other(JsonNode schema) {
    JsonNode usual = schema.path("default");
    List<JsonNode> values = new ArrayList<>();
    schema.path("examples").forEach(values::add);
    schema.path("enum").forEach(values::add);
    Stream.of("minimum", "maximum").map(schema::path).forEach(values::add);
    if (usual.isBoolean()) {
      values.add(JsonNodeFactory.instance.booleanNode(!usual.booleanValue()));
    }
    return values.stream()
        .filter(value -> !value.isMissingNode() && !value.equals(usual))
        .findFirst();
  }

  @Test
  void bounds_that_operators_can_move_say_what_is_used_without_them() {
    assertThat(keys().map(SchemaKey::name))
        .contains(
            "limits.message",
            "limits.vanished",
            "approvals.open-each",
            "ledger.segment",
            "issuers[].tokens.algorithms",
            "times.first-byte",
            "bounds.reply",
            "record")
        .doesNotContain("postgres.loops");
  }

  private static Stream<SchemaKey> keys() {
    return SchemaKey.all().filter(key -> key.schema().has("default"));
  }

  /** Everything that a load says, but its files' own texts and the places in them. */
  private static List<Object> told(ConfigurationSource.Result result) throws Exception {
    List<Object> told = new ArrayList<>();
    switch (result) {
      case Loaded(Configuration configuration, List<Problem> warnings) -> {
        for (RecordComponent part : Configuration.class.getRecordComponents()) {
          if (!TEXT.contains(part.getName())) {
            told.add(part.getAccessor().invoke(configuration));
          }
        }
        warnings.forEach(warning -> told.add(warning.what()));
      }
      case Rejected(List<Problem> problems) ->
          problems.forEach(problem -> told.add(problem.key() + problem.what()));
    }
    return told;
  }
}
