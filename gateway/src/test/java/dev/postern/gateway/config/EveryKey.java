package dev.postern.gateway.config;

import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A good configuration in a directory that has every key with a bound, as trees to be changed by a
 * test and written as JSON, which YAML includes: each key begins a line of its own.
 */
final class EveryKey {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path FROM = Path.of("src/test/resources/every");
  static final String MAIN = "postern.yaml";
  static final List<String> TARGETS = List.of("targets/registry.yaml", "targets/shop.yaml");

  private final Path folder;

  EveryKey(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder.resolve("targets"));
      for (String file : List.of("some.pem", "rules.cedar", MAIN)) {
        Files.copy(FROM.resolve(file), folder.resolve(file));
      }
      for (String file : TARGETS) {
        Files.copy(FROM.resolve(file), folder.resolve(file));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What a file says, for the caller to change. */
  static ObjectNode read(String file) {
    try {
      Object read =
          new Load(LoadSettings.builder().build())
              .loadFromString(Files.readString(FROM.resolve(file)));
      return (ObjectNode) JSON.<JsonNode>valueToTree(read);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Has a file say something else; answers with its lines. */
  List<String> write(String file, JsonNode tree) {
    try {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
      Files.writeString(folder.resolve(file), text);
      return text.lines().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  ConfigurationSource.Result load() {
    return ConfigurationSource.load(folder.resolve(MAIN));
  }

  /** The schema of a file. */
  static JsonNode schema(String file) {
    return json(file.equals(MAIN) ? ConfigurationSchema.main() : ConfigurationSchema.target());
  }

  static JsonNode json(Value value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case Value.Null() -> nodes.nullNode();
      case Value.Bool(boolean truth) -> nodes.booleanNode(truth);
      case Value.Text(String text) -> nodes.stringNode(text);
      case Value.Numeral(String text) -> nodes.numberNode(Long.parseLong(text));
      case Value.Bytes bytes -> throw new IllegalStateException("a schema has no bytes");
      case Value.ListOf(List<Value> items) -> {
        ArrayNode array = nodes.arrayNode();
        items.forEach(item -> array.add(json(item)));
        yield array;
      }
      case Value.MapOf(Map<String, Value> entries) -> {
        ObjectNode object = nodes.objectNode();
        entries.forEach((key, held) -> object.set(key, json(held)));
        yield object;
      }
    };
  }
}
