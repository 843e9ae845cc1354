package dev.postern.demo.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.demo.wire.Json;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ModelRegistryTest {
  private static final String KEY = "key-of-the-test";

  @TempDir private Path directory;
  private ModelRegistry registry;

  @BeforeEach
  void open() throws IOException {
    registry = ModelRegistry.open(KEY, 0, directory);
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
  }

  @Test
  void turns_away_whoever_has_no_key_and_counts_them() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(registry.endpoint())
            .header("Authorization", "Bearer somebody")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HttpResponse<String> answer = send(request);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(registry.journal().page().strangers()).isEqualTo(1);
    assertThat(registry.journal().page().requests()).isZero();
  }

  @Test
  void lists_six_tools_with_both_schemas() {
    try (McpSyncClient client = client()) {
      List<Tool> tools = client.listTools().tools();
      assertThat(tools)
          .extracting(Tool::name)
          .containsExactlyInAnyOrder(
              "list_models",
              "read_metadata",
              "read_training_data",
              "fetch_weights",
              "run_model",
              "deploy_model");
      assertThat(tools).allSatisfy(tool -> assertThat(tool.outputSchema()).isNotEmpty());
    }
  }

  @Test
  void gives_every_result_twice() throws IOException {
    try (McpSyncClient client = client()) {
      for (String tool : List.of("list_models", "read_metadata", "read_training_data")) {
        CallToolResult result = client.callTool(call(tool, about(tool)));
        assertThat(result.isError()).as(tool).isNotEqualTo(true);
        TextContent text = (TextContent) result.content().getFirst();
        assertThat(Json.read(text.text()))
            .as(tool)
            .isEqualTo(Json.tree(result.structuredContent()));
      }
    }
  }

  @Test
  void embeds_weights_as_a_blob_of_the_length_it_says() {
    try (McpSyncClient client = client()) {
      CallToolResult result = client.callTool(call("fetch_weights", Map.of("model", "churn-v3")));
      EmbeddedResource embedded = (EmbeddedResource) result.content().getLast();
      BlobResourceContents blob = (BlobResourceContents) embedded.resource();
      assertThat(blob.mimeType()).isEqualTo("application/octet-stream");
      assertThat(Base64.getDecoder().decode(blob.blob())).hasSize(Catalog.WEIGHT_BYTES);
      assertThat(result.structuredContent())
          .hasFieldOrPropertyWithValue("bytes", Catalog.WEIGHT_BYTES);
    }
  }

  @Test
  void tells_the_steps_of_a_run_and_journals_it() throws Exception {
    List<String> steps = new CopyOnWriteArrayList<>();
    CountDownLatch told = new CountDownLatch(3);
    McpClient.SyncSpec spec =
        spec()
            .progressConsumer(progress -> {
              steps.add(progress.message());
              told.countDown();
            });
    try (McpSyncClient client = opened(spec)) {
      CallToolRequest run =
          CallToolRequest.builder("run_model")
              .arguments(
                  Map.of(
                      "model", "churn-v3", "input", Map.of("customer", Map.of("support_calls", 9))))
              .progressToken("p1")
              .build();
      CallToolResult result = client.callTool(run);
      assertThat(result.structuredContent()).hasFieldOrPropertyWithValue("label", "high");
      told.await();
    }
    // The SDK hands each notice to a thread of its own.
    assertThat(steps).containsExactlyInAnyOrder("step 1 of 3", "step 2 of 3", "step 3 of 3");
    assertThat(registry.journal().count("run_model", "churn-v3")).isEqualTo(1);
    assertThat(registry.journal().page().foreignCredentials()).isZero();
  }

  @Test
  void asks_before_a_large_run_and_takes_no_for_an_answer() {
    for (ElicitResult.Action action :
        List.of(ElicitResult.Action.ACCEPT, ElicitResult.Action.DECLINE)) {
      McpClient.SyncSpec spec =
          spec()
              .capabilities(ClientCapabilities.builder().elicitation().build())
              .elicitation(
                  question -> ElicitResult.builder(action).content(Map.of("agree", true)).build());
      try (McpSyncClient client = opened(spec)) {
        assertThat(client.callTool(largeRun()).isError())
            .isEqualTo(action == ElicitResult.Action.DECLINE);
      }
    }
  }

  @Test
  void refuses_a_large_run_of_a_client_that_cannot_be_asked() {
    try (McpSyncClient client = client()) {
      assertThat(client.callTool(largeRun()).isError()).isTrue();
    }
  }

  @Test
  void says_that_an_unknown_model_is_unknown() {
    try (McpSyncClient client = client()) {
      CallToolResult result = client.callTool(call("read_metadata", Map.of("model", "none")));
      assertThat(result.isError()).isTrue();
    }
  }

  @Test
  void has_a_card_for_each_model_and_a_prompt() {
    try (McpSyncClient client = client()) {
      assertThat(client.listResources().resources()).hasSize(4);
      TextResourceContents card =
          (TextResourceContents)
              client
                  .readResource(ReadResourceRequest.builder("model://churn-v3/card").build())
                  .contents()
                  .getFirst();
      assertThat(card.text()).startsWith("# churn-v3");
      TextContent question =
          (TextContent)
              client
                  .getPrompt(
                      GetPromptRequest.builder("explain_model")
                          .arguments(Map.of("model", "churn-v3"))
                          .build())
                  .messages()
                  .getFirst()
                  .content();
      assertThat(question.text()).contains("churn-v3");
    }
  }

  @Test
  void shows_its_journal_to_anybody() throws Exception {
    registry.journal().arrival("run_model", "churn-v3");
    HttpResponse<String> page = send(HttpRequest.newBuilder(registry.journalPage()).build());
    assertThat(page.body()).contains("\"what\":\"run_model\"").contains("\"arrived\":1");
  }

  @Test
  void forgets_the_oldest_arrival_beyond_its_bound() {
    Journal journal = registry.journal();
    journal.arrival("first", "");
    for (int i = 0; i < Journal.LONGEST; i++) {
      journal.arrival("later", "");
    }
    assertThat(journal.count("first", "")).isZero();
    assertThat(journal.page().arrivals()).hasSize(Journal.LONGEST);
    assertThat(journal.page().arrived()).isEqualTo(Journal.LONGEST + 1);
  }

  @Test
  void says_when_its_port_is_taken() {
    assertThatThrownBy(() -> ModelRegistry.open(KEY, registry.port(), directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(registry.port()));
  }

  private static Map<String, Object> about(String tool) {
    return tool.equals("list_models") ? Map.of() : Map.of("model", "churn-v3");
  }

  private static CallToolRequest largeRun() {
    Map<String, Object> input =
        Map.of("customer", Map.of(), "options", Map.of("batch", 2 * ActingTools.LARGE_BATCH));
    return call("run_model", Map.of("model", "churn-v3", "input", input));
  }

  private static CallToolRequest call(String tool, Map<String, Object> arguments) {
    return CallToolRequest.builder(tool).arguments(arguments).build();
  }

  private McpSyncClient client() {
    return opened(spec());
  }

  private static McpSyncClient opened(McpClient.SyncSpec spec) {
    McpSyncClient client = spec.build();
    client.initialize();
    return client;
  }

  private McpClient.SyncSpec spec() {
    URI endpoint = registry.endpoint();
    return McpClient.sync(
        HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + endpoint.getPort())
            .endpoint(endpoint.getPath())
            .customizeClient(client -> client.version(HttpClient.Version.HTTP_1_1))
            .httpRequestCustomizer((builder, method, uri, body, context) ->
                builder.header(ModelRegistry.KEY_HEADER, KEY))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
