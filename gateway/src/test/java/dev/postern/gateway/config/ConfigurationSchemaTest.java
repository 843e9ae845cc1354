package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationSchemaTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SCHEMAS = Path.of("../docs/schema");

  /** Run with {@code -Dpostern.write=true} after a change of keys. */
  @Test
  void the_schemas_in_docs_are_those_of_the_code() throws IOException {
    same("postern.json", ConfigurationSchema.main());
    same("target.json", ConfigurationSchema.target());
  }

  @Test
  void every_key_of_a_section_is_in_its_schema_with_a_description() {
    List<String> keys = new ArrayList<>();
    walk(EveryKey.json(ConfigurationSchema.main()), "", keys);
    walk(EveryKey.json(ConfigurationSchema.target()), "target", keys);
    assertThat(keys)
        .contains(
            ".listen.url",
            ".issuers[].tokens.types",
            ".issuers[].introspection.secret.file",
            ".issuers[].parties[].owner.people",
            ".assignments[].to.group",
            "target.tools{}.fields",
            "target.accounts{}.credential.environment",
            "target.databases{}.classes",
            ".postgres.tls.clients.identity.parties[].name.claim",
            "target.credential.environment")
        .hasSizeGreaterThan(80);
  }

  private static void walk(JsonNode schema, String path, List<String> keys) {
    schema.path("oneOf").forEach(kind -> walk(kind, path, keys));
    schema
        .path("properties")
        .propertyStream()
        .forEach(key -> {
          String below = path + "." + key.getKey();
          assertThat(key.getValue().path("description").stringValue("")).as(below).endsWith(".");
          keys.add(below);
          walk(key.getValue(), below, keys);
        });
    if (schema.has("properties")) {
      assertThat(schema.path("additionalProperties").booleanValue(true)).as(path).isFalse();
    } else if (schema.path("additionalProperties").isObject()) {
      walk(schema.path("additionalProperties"), path + "{}", keys);
    }
    if (schema.has("items")) {
      walk(schema.path("items"), path + "[]", keys);
    }
  }

  private static void same(String name, Value.MapOf schema) throws IOException {
    String text =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(EveryKey.json(schema)) + "\n";
    Path file = SCHEMAS.resolve(name);
    if (Boolean.getBoolean("postern.write")) {
      Files.createDirectories(SCHEMAS);
      Files.writeString(file, text);
    }
    assertThat(Files.readString(file)).as(name).isEqualTo(text);
  }
}
