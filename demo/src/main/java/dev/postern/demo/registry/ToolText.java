package dev.postern.demo.registry;

import static java.util.Objects.requireNonNullElse;

import dev.postern.demo.wire.Json;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How tools are declared and how their results are written: twice, as the specification asks. */
final class ToolText {
  private ToolText() {}

  /**
   * A tool with its schemas, read from the resources {@code NAME.input.json} and {@code
   * NAME.output.json}.
   */
  static Tool declared(String name, String description, boolean readOnly) {
    return Tool.builder(name, Json.FOR_SDK, schema(name + ".input.json"))
        .description(description)
        .outputSchema(Json.FOR_SDK, schema(name + ".output.json"))
        .annotations(
            ToolAnnotations.builder().readOnlyHint(readOnly).destructiveHint(!readOnly).build())
        .build();
  }

  /**
   * A result in its structured form and, for clients that do not read that, as text (MCP
   * 2025-11-25, server/tools, structured content).
   */
  static CallToolResult.Builder twice(Object result) {
    return CallToolResult.builder().structuredContent(result).addTextContent(Json.written(result));
  }

  /** A failure of the tool itself, which the model behind the client may read. */
  static CallToolResult failed(String why) {
    return CallToolResult.builder().addTextContent(why).isError(true).build();
  }

  private static String schema(String resource) {
    try (InputStream in =
        requireNonNullElse(
            ToolText.class.getResourceAsStream(resource), InputStream.nullInputStream())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
