package dev.postern.demo.registry;

import static dev.postern.demo.registry.ToolText.declared;
import static dev.postern.demo.registry.ToolText.twice;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** The tools that change nothing: list, metadata, training data, weights. */
final class ReadingTools {
  private static final int DEFAULT_ROWS = 3;

  private final Catalog catalog;
  private final Journal journal;

  ReadingTools(Catalog catalog, Journal journal) {
    this.catalog = catalog;
    this.journal = journal;
  }

  List<SyncToolSpecification> specifications() {
    return List.of(listModels(), readMetadata(), readTrainingData(), fetchWeights());
  }

  private SyncToolSpecification listModels() {
    return new SyncToolSpecification(
        declared("list_models", "Lists the models of the registry.", true),
        (exchange, call) -> {
          journal.arrival("list_models", "");
          return twice(new Model.Listing(catalog.models())).build();
        });
  }

  private SyncToolSpecification readMetadata() {
    return new SyncToolSpecification(
        declared("read_metadata", "Version, metrics, endpoint and owner of a model.", true),
        (exchange, call) ->
            about(
                call.name(), Arguments.of(call), model -> twice(catalog.metadata(model)).build()));
  }

  private SyncToolSpecification readTrainingData() {
    return new SyncToolSpecification(
        declared("read_training_data", "Rows that a model was trained on.", true),
        (exchange, call) -> {
          Arguments arguments = Arguments.of(call);
          int from = (int) arguments.number("from", 0);
          int limit = (int) arguments.number("limit", DEFAULT_ROWS);
          return about(
              call.name(), arguments, model -> twice(catalog.rows(model, from, limit)).build());
        });
  }

  private SyncToolSpecification fetchWeights() {
    return new SyncToolSpecification(
        declared("fetch_weights", "The trained weights of a model, as a binary.", true),
        (exchange, call) -> about(call.name(), Arguments.of(call), this::weights));
  }

  private CallToolResult weights(Model model) {
    byte[] bytes = catalog.weights(model);
    String uri = "model://" + model.name() + "/weights";
    BlobResourceContents blob =
        BlobResourceContents.builder(uri, Base64.getEncoder().encodeToString(bytes))
            .mimeType("application/octet-stream")
            .build();
    return twice(new Weights(model.name(), uri, bytes.length, sha256(bytes)))
        .addContent(EmbeddedResource.builder(blob).build())
        .build();
  }

  private CallToolResult about(
      String tool, Arguments arguments, Function<Model, CallToolResult> answer) {
    String name = arguments.text("model");
    journal.arrival(tool, name);
    return catalog
        .model(name)
        .map(answer)
        .orElseGet(() -> ToolText.failed("There is no model called " + name + "."));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
