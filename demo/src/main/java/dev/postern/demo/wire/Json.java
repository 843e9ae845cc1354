package dev.postern.demo.wire;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes JSON. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().addMixIn(McpSchema.ElicitRequest.class, Elicitation.class).build();

  /** The same, as the MCP SDK wants it. */
  public static final McpJsonMapper FOR_SDK = new JacksonMcpJsonMapper(MAPPER);

  private Json() {}

  /**
   * The SDK declares {@code mode} both as a property and as the property that names the type;
   * Jackson 3.2 refuses to write such a thing, and the SDK was built with 3.1.
   */
  @JsonTypeInfo(
      use = JsonTypeInfo.Id.NAME,
      include = JsonTypeInfo.As.EXISTING_PROPERTY,
      property = "mode",
      visible = true,
      defaultImpl = McpSchema.ElicitFormRequest.class)
  private interface Elicitation {}

  /** Writes a value. */
  public static String written(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Writes a value over several lines, for people. */
  public static String indented(Object value) {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }

  /**
   * Reads a document.
   *
   * @throws IOException when it is not JSON
   */
  public static JsonNode read(String text) throws IOException {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new IOException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A value as a tree, for looking into what the SDK hands out as maps. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }
}
