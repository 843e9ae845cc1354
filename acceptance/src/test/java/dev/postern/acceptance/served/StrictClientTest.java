package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.demo.wire.Json;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.schema.jackson3.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that holds each reply against the schema that was listed can use masked replies. */
@Timeout(120)
class StrictClientTest {
  private static final ServedGateway.Setup MASKED =
      new ServedGateway.Setup(
          "classes: {pay: {mask: redact}, model: {mask: withhold}}\n",
          "tools: {run: {fields: {$.salary: pay, $.weights: model}}}\n",
          "permit (principal, action, resource) unless { action == Action::\"reveal\" };");

  @TempDir private Path folder;

  @Test
  void a_masked_reply_is_taken_by_a_client_that_checks_it_against_the_listed_schema()
      throws Exception {
    Files.writeString(folder.resolve("credential"), "secret\n");
    try (SeenTarget target = new SeenTarget();
        ServedGateway gateway = new ServedGateway(folder, target.uri(), MASKED);
        McpSyncClient direct = strict(target.uri(), "direct");
        McpSyncClient through = strict(URI.create(gateway.resource()), gateway.token("ana"))) {
      direct.initialize();
      Map<String, Object> promised = only(direct).outputSchema();
      CallToolResult told = run(direct);
      through.initialize();
      Tool tool = only(through);
      CallToolResult masked = run(through);

      assertThat(tool.outputSchema()).isNull();
      assertThat(masked.structuredContent().toString()).isEqualTo("{salary=null, weights=[]}");
      // What the listing leaves out would have made this client give up the reply.
      DefaultJsonSchemaValidator validator = new DefaultJsonSchemaValidator();
      assertThat(validator.validate(promised, told.structuredContent()).valid()).isTrue();
      assertThat(validator.validate(promised, masked.structuredContent()).valid()).isFalse();
    }
  }

  private static Tool only(McpSyncClient client) {
    return client.listTools().tools().getFirst();
  }

  private static CallToolResult run(McpSyncClient client) {
    return client.callTool(CallToolRequest.builder("run").arguments(Map.of()).build());
  }

  private static McpSyncClient strict(URI address, String token) {
    return McpClient.sync(
            HttpClientStreamableHttpTransport.builder(
                    address.getScheme() + "://" + address.getAuthority())
                .endpoint(address.getPath())
                .jsonMapper(Json.FOR_SDK)
                .customizeClient(http -> http.version(HttpClient.Version.HTTP_1_1))
                .httpRequestCustomizer((request, method, uri, body, context) ->
                    request.header("Authorization", "Bearer " + token))
                .build())
        .jsonSchemaValidator(new DefaultJsonSchemaValidator())
        .enableCallToolSchemaCaching(true)
        .build();
  }
}
