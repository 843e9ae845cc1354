package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.gateway.config.yaml.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of the configuration that has every key, to be changed one at a time: whether they load
 * then, and whether the one that was changed fits its schema by a validator that is not ours.
 */
final class EveryKeyFiles {
  static final Path FROM = Tree.root().resolve("gateway/src/test/resources/every");
  static final List<String> ALL =
      List.of("postern.yaml", "targets/registry.yaml", "targets/shop.yaml");
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final Map<String, ObjectNode> trees = new HashMap<>();
  private final Map<String, Schema> schemas = new HashMap<>();

  EveryKeyFiles(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder.resolve("targets"));
    for (String file : List.of("some.pem", "rules.cedar")) {
      Files.copy(FROM.resolve(file), folder.resolve(file));
    }
    for (String file : ALL) {
      trees.put(file, (ObjectNode) read(Files.readString(FROM.resolve(file))));
      String schema = file.equals("postern.yaml") ? "postern.json" : "target.json";
      JsonNode rules =
          JSON.readTree(Files.readString(Tree.root().resolve("docs/schema").resolve(schema)));
      schemas.put(
          file,
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(rules));
      write(file, text(tree(file)));
    }
  }

  /** What a file says, to be copied before it is changed. */
  ObjectNode tree(String file) {
    return Objects.requireNonNull(trees.get(file));
  }

  static String text(JsonNode tree) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
  }

  boolean loads() {
    return problems().isEmpty();
  }

  /** What is wrong when one file says this and the others are as they were. */
  List<Problem> problems(String file, String text) {
    write(file, text);
    List<Problem> problems = problems();
    write(file, text(tree(file)));
    return problems;
  }

  private List<Problem> problems() {
    return ConfigurationSource.load(folder.resolve("postern.yaml"))
            instanceof ConfigurationSource.Rejected(List<Problem> problems)
        ? problems
        : List.of();
  }

  /** Whether a file with this text loads with the others as they are; then it must fit. */
  boolean fitsIfItLoads(String file, String text) {
    boolean loads = problems(file, text).isEmpty();
    if (loads) {
      assertThat(unfit(file, text)).as(text).isEmpty();
    }
    return loads;
  }

  /** What of a text does not fit the schema of its file. */
  List<?> unfit(String file, String text) {
    return Objects.requireNonNull(schemas.get(file)).validate(read(text));
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
