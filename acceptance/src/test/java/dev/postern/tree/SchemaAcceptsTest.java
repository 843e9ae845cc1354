package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.postern.gateway.config.ConfigurationSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the gateway takes, an editor does not underline: configurations that are changed by chance
 * are loaded, and of those that load every file fits its schema, by a validator that is not ours.
 */
class SchemaAcceptsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path FROM = Tree.root().resolve("gateway/src/test/resources/every");
  private static final List<String> FILES =
      List.of("postern.yaml", "targets/registry.yaml", "targets/shop.yaml");
  private static final int ROUNDS = 500;

  /** Of so many, what loads must be enough to say something. */
  private static final int LOADED_AT_LEAST = 60;

  /** As they are written, without quotes. */
  private static final List<String> WRITTEN =
      List.of(
          "1",
          "0",
          "-1",
          "007",
          "+7",
          "7.0",
          "1e3",
          "0o17",
          "0x1F",
          "12345678901234567890",
          "true",
          "True",
          "FALSE",
          "yes",
          "off",
          "none",
          "null",
          "~",
          "Null",
          "30s",
          "0ms",
          "1h",
          "1d",
          "64KiB",
          "16MiB",
          "1GiB",
          "2026-11-30T18:00:00Z",
          "2026-11-30",
          "staff",
          "ana",
          "pii",
          "\"\"",
          "\"1\"",
          "' '",
          "\"\\u00e9\"",
          "\"\\U0001F600\"",
          "[]",
          "{}",
          "[staff]",
          "[read, write]",
          "clear",
          "raw",
          "last4",
          "https://one.example",
          "127.0.0.1",
          "::1",
          "some.pem",
          "\"{person}_x\"",
          "power-loss");

  @TempDir private Path folder;
  private final Map<String, ObjectNode> trees = new HashMap<>();
  private final Map<String, Schema> schemas = new HashMap<>();

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectories(folder.resolve("targets"));
    for (String file : List.of("some.pem", "rules.cedar")) {
      Files.copy(FROM.resolve(file), folder.resolve(file));
    }
    for (String file : FILES) {
      trees.put(file, (ObjectNode) read(Files.readString(FROM.resolve(file))));
      String schema = file.equals("postern.yaml") ? "postern.json" : "target.json";
      JsonNode rules =
          JSON.readTree(Files.readString(Tree.root().resolve("docs/schema").resolve(schema)));
      schemas.put(
          file,
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(rules));
    }
  }

  @Test
  void the_configuration_that_has_every_key_loads_and_fits() throws IOException {
    FILES.forEach(file -> write(file, text(tree(file))));
    assertThat(loads()).isTrue();
    for (String file : FILES) {
      assertThat(schema(file).validate(read(Files.readString(FROM.resolve(file))))).isEmpty();
    }
  }

  @Test
  void whatever_loads_after_changes_by_chance_fits() {
    Random chance = new Random(20_261_122);
    FILES.forEach(file -> write(file, text(tree(file))));
    int loaded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String file = FILES.get(chance.nextInt(FILES.size()));
      String changed = changed(tree(file), chance);
      write(file, changed);
      if (loads()) {
        loaded++;
        assertThat(schema(file).validate(read(changed))).as(changed).isEmpty();
      }
      write(file, text(tree(file)));
    }
    assertThat(loaded).isGreaterThan(LOADED_AT_LEAST);
  }

  private boolean loads() {
    return ConfigurationSource.load(folder.resolve("postern.yaml"))
        instanceof ConfigurationSource.Loaded;
  }

  /** One thing is left out, or something else stands in its place. */
  private static String changed(ObjectNode from, Random chance) {
    JsonNode tree = from.deepCopy();
    List<JsonNode> sections = new ArrayList<>();
    collect(tree, sections);
    JsonNode section = sections.get(chance.nextInt(sections.size()));
    JsonNode mark = JsonNodeFactory.instance.stringNode("CHANGED");
    int at = chance.nextInt(section.size());
    switch (section) {
      case ObjectNode object -> {
        String name = List.copyOf(object.propertyNames()).get(at);
        if (chance.nextInt(4) == 0) {
          object.remove(name);
        } else {
          object.set(name, mark);
        }
      }
      case ArrayNode array -> array.set(at, mark);
      default -> throw new IllegalStateException("neither a list nor a section");
    }
    String written = WRITTEN.get(chance.nextInt(WRITTEN.size()));
    return text(tree).replace("\"CHANGED\"", written);
  }

  private static void collect(JsonNode node, List<JsonNode> sections) {
    if (node.isContainer() && node.size() > 0) {
      sections.add(node);
    }
    node.forEach(below -> collect(below, sections));
  }

  private ObjectNode tree(String file) {
    return Objects.requireNonNull(trees.get(file));
  }

  private Schema schema(String file) {
    return Objects.requireNonNull(schemas.get(file));
  }

  private static String text(JsonNode tree) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
  }

  private void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** As editors read YAML: by the core schema of YAML 1.2. */
  private static JsonNode read(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    return JSON.valueToTree(new Load(settings).loadFromString(yaml));
  }
}
