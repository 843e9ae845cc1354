package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the gateway takes, an editor does not underline: configurations that are changed key by key,
 * and by chance, are loaded, and of those that load every file fits its schema, by a validator that
 * is not ours.
 */
class SchemaAcceptsTest {
  private static final int ROUNDS = 100;

  /** Of so many, what loads must be enough to say something. */
  private static final int LOADED_AT_LEAST = 12;

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
  private EveryKeyFiles files;

  @BeforeEach
  void copy() throws IOException {
    files = new EveryKeyFiles(folder);
  }

  @Test
  void the_configuration_that_has_every_key_loads_and_fits() throws IOException {
    assertThat(files.loads()).isTrue();
    for (String file : EveryKeyFiles.ALL) {
      assertThat(files.unfit(file, Files.readString(EveryKeyFiles.FROM.resolve(file)))).isEmpty();
    }
  }

  @Test
  void whatever_loads_after_changes_by_chance_fits() {
    Random chance = new Random(20_261_122);
    int loaded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String file = EveryKeyFiles.ALL.get(chance.nextInt(EveryKeyFiles.ALL.size()));
      loaded += files.fitsIfItLoads(file, changed(files.tree(file), chance)) ? 1 : 0;
    }
    assertThat(loaded).isGreaterThan(LOADED_AT_LEAST);
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
    return EveryKeyFiles.text(tree).replace("\"CHANGED\"", written);
  }

  private static void collect(JsonNode node, List<JsonNode> sections) {
    if (node.isContainer() && node.size() > 0) {
      sections.add(node);
    }
    node.forEach(below -> collect(below, sections));
  }
}
