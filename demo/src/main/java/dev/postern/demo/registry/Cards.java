package dev.postern.demo.registry;

import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;

/** What the registry offers besides tools: a card for each model, and a prompt about one. */
final class Cards {
  private static final String MARKDOWN = "text/markdown";

  private final Catalog catalog;
  private final Journal journal;

  Cards(Catalog catalog, Journal journal) {
    this.catalog = catalog;
    this.journal = journal;
  }

  List<SyncResourceSpecification> resources() {
    return catalog.models().stream().map(this::card).toList();
  }

  SyncPromptSpecification prompt() {
    PromptArgument model =
        PromptArgument.builder("model").description("the model's name").required(true).build();
    Prompt prompt =
        Prompt.builder("explain_model")
            .description("Asks for an explanation of a model in plain words.")
            .arguments(List.of(model))
            .build();
    return new SyncPromptSpecification(
        prompt,
        (exchange, request) -> {
          Object given = request.arguments() == null ? null : request.arguments().get("model");
          String name = given instanceof String text ? text : "";
          journal.arrival("explain_model", name);
          String purpose = catalog.model(name).map(Model::purpose).orElse("nothing we know of");
          TextContent question =
              TextContent.builder(
                      "The model %s predicts %s. Explain it to a new colleague."
                          .formatted(name, purpose))
                  .build();
          return GetPromptResult.builder(
                  List.of(PromptMessage.builder(Role.USER, question).build()))
              .build();
        });
  }

  private SyncResourceSpecification card(Model model) {
    String uri = "model://" + model.name() + "/card";
    Resource resource =
        Resource.builder(uri, model.name() + " card")
            .description("What " + model.name() + " is for and how good it is.")
            .mimeType(MARKDOWN)
            .build();
    return new SyncResourceSpecification(
        resource,
        (exchange, request) -> {
          journal.arrival("card", model.name());
          return ReadResourceResult.builder(
                  List.of(
                      TextResourceContents.builder(uri, catalog.card(model))
                          .mimeType(MARKDOWN)
                          .build()))
              .build();
        });
  }
}
