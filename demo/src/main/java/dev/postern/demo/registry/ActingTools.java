package dev.postern.demo.registry;

import static dev.postern.demo.registry.ToolText.declared;
import static dev.postern.demo.registry.ToolText.twice;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tools that do something: run a model, deploy one. */
final class ActingTools {
  /** Runs of more rows than this are asked about first, where the client can ask. */
  static final int LARGE_BATCH = 1_000;

  private static final int STEPS = 3;

  private final Catalog catalog;
  private final Journal journal;

  ActingTools(Catalog catalog, Journal journal) {
    this.catalog = catalog;
    this.journal = journal;
  }

  List<SyncToolSpecification> specifications() {
    return List.of(
        new SyncToolSpecification(
            declared("run_model", "Runs a model on one input and tells its steps.", false),
            this::run),
        new SyncToolSpecification(
            declared("deploy_model", "Puts a model into an environment.", false),
            (exchange, call) -> deploy(Arguments.of(call))));
  }

  private CallToolResult run(McpSyncServerExchange exchange, CallToolRequest call) {
    Arguments arguments = Arguments.of(call);
    String name = arguments.text("model");
    journal.arrival("run_model", name);
    if (catalog.model(name).isEmpty()) {
      return ToolText.failed("There is no model called " + name + ".");
    }
    Arguments input = arguments.inside("input");
    double rows = input.inside("options").number("batch", 1);
    if (rows > LARGE_BATCH && !agreed(exchange, (int) rows)) {
      return ToolText.failed("A run of %d rows was not agreed to.".formatted((int) rows));
    }
    Object token = call.progressToken();
    for (int step = 1; token != null && step <= STEPS; step++) {
      exchange.progressNotification(
          ProgressNotification.builder(token, step)
              .total((double) STEPS)
              .message("step %d of %d".formatted(step, STEPS))
              .build());
    }
    return twice(predicted(name, input.inside("customer"))).build();
  }

  /** Asks the person behind the client (MCP 2025-11-25, client/elicitation, form mode). */
  private static boolean agreed(McpSyncServerExchange exchange, int rows) {
    if (exchange.getClientCapabilities().elicitation() == null) {
      return false;
    }
    ElicitFormRequest question =
        ElicitRequest.builder(
                "Run the model on %d rows? That costs %d credits.".formatted(rows, rows / 100),
                Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("agree", Map.of("type", "boolean", "title", "Run it")),
                    "required",
                    List.of("agree")))
            .build();
    ElicitResult answer = exchange.createElicitation(question);
    return answer.action() == ElicitResult.Action.ACCEPT
        && answer.content() != null
        && Boolean.TRUE.equals(answer.content().get("agree"));
  }

  private static Prediction predicted(String model, Arguments customer) {
    double tenure = -0.01 * customer.number("tenure_months", 12);
    double calls = 0.08 * customer.number("support_calls", 0);
    double contract = "monthly".equals(customer.text("contract")) ? 0.15 : -0.10;
    double score = Math.clamp(0.4 + tenure + calls + contract, 0.0, 1.0);
    List<Prediction.Factor> factors =
        Stream.of(
                new Prediction.Factor("tenure_months", rounded(tenure)),
                new Prediction.Factor("support_calls", rounded(calls)),
                new Prediction.Factor("contract", rounded(contract)))
            .sorted((a, b) -> Double.compare(Math.abs(b.weight()), Math.abs(a.weight())))
            .toList();
    return new Prediction(model, rounded(score), score >= 0.5 ? "high" : "low", factors);
  }

  private CallToolResult deploy(Arguments arguments) {
    String name = arguments.text("model");
    journal.arrival("deploy_model", name);
    if (catalog.model(name).isEmpty()) {
      return ToolText.failed("There is no model called " + name + ".");
    }
    return twice(
            new Deployment(
                name,
                arguments.text("environment"),
                (int) arguments.number("replicas", 1),
                "rolling out"))
        .build();
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
