package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What callers do not see of what they may ask for. */
final class MaskingScenes {
  private final Truth truth;

  MaskingScenes(Truth truth) {
    this.truth = truth;
  }

  List<Scene> scenes() {
    return List.of(
        new Scene("the API key in the metadata is masked in both copies", this::metadata),
        new Scene("personal fields of the training data are masked, the rest is there", this::rows),
        new Scene("the weights are withheld, their type and size are told", this::weights));
  }

  private String metadata(Stage stage) throws Difference, IOException {
    JsonNode result = asked(stage, "read_metadata");
    JsonNode metadata = Truth.copies(result);
    unless(metadata.path("name").asString("").equals(Truth.MODEL), "answered " + metadata);
    return "api_key "
        + metadata.path("endpoint").path("api_key")
        + ", owner_email "
        + metadata.path("owner_email");
  }

  private String rows(Stage stage) throws Difference, IOException {
    JsonNode result = asked(stage, "read_training_data");
    JsonNode row = Truth.copies(result).path("rows").path(0);
    unless(row.path("tenure_months").isInt(), "the row says " + row);
    return "row 1: name "
        + row.path("name")
        + ", ssn "
        + row.path("ssn")
        + ", tenure_months "
        + row.path("tenure_months");
  }

  private String weights(Stage stage) throws Difference, IOException {
    JsonNode result = asked(stage, "fetch_weights");
    String told =
        result
            .path("content")
            .valueStream()
            .map(item -> item.path("text").asString(""))
            .filter(text -> text.contains("application/octet-stream"))
            .findFirst()
            .orElseThrow(() -> new Difference("the type is not told: " + result));
    unless(told.contains(Integer.toString(truth.weightBytes())), "the size is not told: " + told);
    return told;
  }

  /** What ana gets, in which nothing of the truth may stand. */
  private JsonNode asked(Stage stage, String tool) throws Difference {
    try (Caller ana = Caller.of(stage, "ana")) {
      JsonNode result = ana.call(tool, Map.of("model", Truth.MODEL)).answered();
      List<String> shown = truth.shownIn(result.toString());
      unless(shown.isEmpty(), "shown: " + shown);
      return result;
    }
  }
}
