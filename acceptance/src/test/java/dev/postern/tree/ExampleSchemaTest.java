package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas that editors use, held against the example by a validator that is not ours. */
class ExampleSchemaTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static List<Error> errors(String schema, String example, String old, String text)
      throws IOException {
    Path docs = Tree.root().resolve("docs");
    JsonNode rules = JSON.readTree(Files.readString(docs.resolve("schema").resolve(schema)));
    Schema checker =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(rules);
    String yaml = Files.readString(docs.resolve("examples/registry").resolve(example));
    assertThat(yaml).contains(old);
    Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml.replace(old, text));
    return checker.validate(JSON.<JsonNode>valueToTree(read));
  }

  @ParameterizedTest
  @CsvSource({"postern.json,postern.yaml", "target.json,targets/registry.yaml"})
  void the_example_fits_its_schema(String schema, String example) throws IOException {
    assertThat(errors(schema, example, "", "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postern.json | postern.yaml | port: 7070 | prot: 7070",
        "postern.json | postern.yaml | port: 7070 | port: 70700",
        "postern.json | postern.yaml | to: {person: ana} | to: {person: ana, group: auditors}",
        "postern.json | postern.yaml | stop: 20s | stop: 20",
        "target.json | targets/registry.yaml | kind: mcp | kind: ftp",
        "target.json | targets/registry.yaml | class: weights | class: [weights]",
        "target.json | targets/registry.yaml | environment: production | surroundings: production",
      })
  void what_a_load_refuses_by_shape_the_schema_refuses_too(
      String schema, String example, String old, String text) throws IOException {
    assertThat(errors(schema, example, old, text)).isNotEmpty();
  }
}
