package dev.postern.demo.story;

import dev.postern.demo.registry.ModelRegistry;
import dev.postern.demo.stage.Stage;
import dev.postern.demo.wire.Json;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Somebody with a stock MCP client: the official Java SDK's. */
final class Caller implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long after an answer its notices may come: the SDK hands each to another thread. */
  private static final Duration NOTICE = Duration.ofSeconds(5);

  private final McpSyncClient client;
  private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();

  private Caller(URI address, String header, String value) {
    HttpClientStreamableHttpTransport transport =
        HttpClientStreamableHttpTransport.builder(
                address.getScheme() + "://" + address.getAuthority())
            .endpoint(address.getPath())
            .jsonMapper(Json.FOR_SDK)
            .customizeClient(http -> http.version(HttpClient.Version.HTTP_1_1))
            .httpRequestCustomizer(
                (request, method, uri, body, context) -> request.header(header, value))
            .build();
    this.client =
        McpClient.sync(transport)
            .requestTimeout(PATIENCE)
            .initializationTimeout(PATIENCE)
            .capabilities(ClientCapabilities.builder().elicitation().build())
            .elicitation(question -> {
              questions.add(question.message());
              return ElicitResult.builder(ElicitResult.Action.ACCEPT)
                  .content(Map.of("agree", true))
                  .build();
            })
            .progressConsumer(progress -> steps.add(String.valueOf(progress.message())))
            .build();
  }

  /** Somebody's client, which has not said anything yet. */
  static Caller silent(Stage stage, String holder) {
    return new Caller(stage.mcp(), "Authorization", "Bearer " + stage.token(holder, "mcp"));
  }

  /** Somebody's client in an open session. */
  static Caller of(Stage stage, String holder) throws Difference {
    Caller caller = silent(stage, holder);
    caller.open().answered();
    return caller;
  }

  /** A client of the registry itself, with its key: what the truth is. */
  static Caller direct(Stage stage) throws Difference {
    URI registry = stage.journalPage().resolve("/mcp");
    Caller caller = new Caller(registry, ModelRegistry.KEY_HEADER, stage.registryKey());
    caller.open().answered();
    return caller;
  }

  /** Opens the session. */
  Reply open() {
    return reply(client::initialize);
  }

  /** The names of the tools that are shown, sorted. */
  List<String> tools() throws Difference {
    reply(client::listTools).answered();
    return client.listTools().tools().stream().map(Tool::name).sorted().toList();
  }

  /** The addresses of the resources that are shown, sorted. */
  List<String> resources() throws Difference {
    reply(client::listResources).answered();
    return client.listResources().resources().stream().map(Resource::uri).sorted().toList();
  }

  /** Calls a tool, asking to be told its steps. */
  Reply call(String tool, Map<String, Object> arguments) {
    return reply(() ->
        client.callTool(
            CallToolRequest.builder(tool)
                .arguments(arguments)
                .progressToken("steps-of-" + tool)
                .build()));
  }

  Reply read(String uri) {
    return reply(() -> client.readResource(ReadResourceRequest.builder(uri).build()));
  }

  Reply prompt(String name, Map<String, Object> arguments) {
    return reply(
        () -> client.getPrompt(GetPromptRequest.builder(name).arguments(arguments).build()));
  }

  /** The next steps that are told; fewer when the rest does not come in time. */
  List<String> steps(int wanted) throws InterruptedException {
    List<String> told = new ArrayList<>();
    while (told.size() < wanted) {
      String step = steps.poll(NOTICE.toMillis(), TimeUnit.MILLISECONDS);
      if (step == null) {
        break;
      }
      told.add(step);
    }
    return told;
  }

  /** The questions that the registry asked until now. */
  List<String> questions() {
    return List.copyOf(questions);
  }

  @Override
  public void close() {
    client.closeGracefully();
  }

  private static Reply reply(Supplier<?> request) {
    try {
      return new Reply.Answered(Json.tree(request.get()));
    } catch (RuntimeException failure) {
      return failed(failure);
    }
  }

  private static Reply failed(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof McpError error && error.getJsonRpcError() != null) {
        JsonNode data = Json.tree(error.getJsonRpcError().data());
        return new Reply.Refused(
            data.path("code").asString(""),
            error.getJsonRpcError().message(),
            data.path("requestId").asString(""));
      }
    }
    return new Reply.Failed(
        Stream.iterate((Throwable) failure, c -> c != null, Throwable::getCause)
            .map(Throwable::toString)
            .collect(Collectors.joining("; ")));
  }
}
