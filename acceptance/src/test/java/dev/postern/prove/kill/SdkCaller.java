package dev.postern.prove.kill;

import dev.postern.demo.wire.Json;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

/** A session of the official Java SDK's client, as people have it: with its stream open beside. */
final class SdkCaller implements Caller {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final McpSyncClient client;
  private String heard = "";

  private SdkCaller(McpSyncClient client) {
    this.client = client;
  }

  /**
   * Opens a session.
   *
   * @throws IOException when it cannot be opened
   */
  static SdkCaller open(House house, String person) throws IOException {
    String token = house.grounds().callers().token(person, "/mcp/workshop");
    McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(
                        house.grounds().callers().doors().at("").toString())
                    .endpoint("/mcp/workshop")
                    .jsonMapper(Json.FOR_SDK)
                    .customizeClient(http -> http.version(HttpClient.Version.HTTP_1_1))
                    .httpRequestCustomizer((request, method, uri, body, context) ->
                        request.header("authorization", "Bearer " + token))
                    .build())
            .requestTimeout(PATIENCE)
            .initializationTimeout(PATIENCE)
            .build();
    try {
      client.initialize();
      return new SdkCaller(client);
    } catch (RuntimeException failed) {
      client.close();
      throw new IOException(failed);
    }
  }

  @Override
  public Answer ask(String operation) throws IOException {
    try {
      client.callTool(CallToolRequest.builder("tick").arguments(Map.of("id", operation)).build());
      return Answer.RESULT;
    } catch (RuntimeException failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof McpError error && error.getJsonRpcError() != null) {
          heard = "MCP " + error.getJsonRpcError();
          return Answer.REFUSED;
        }
      }
      throw new IOException(failed);
    }
  }

  @Override
  public String heard() {
    return heard;
  }

  @Override
  public void close() {
    client.close();
  }
}
