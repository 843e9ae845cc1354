package dev.postern.demo.story;

import dev.postern.demo.stage.Stage;
import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What the registry says to somebody who has its key, and callers must not see.
 *
 * @param apiKey the key in the model's metadata
 * @param personal every name, address, number in the rows, and the owner's address
 * @param weights the weights in base64
 */
record Truth(String apiKey, List<String> personal, String weights) {
  static final String MODEL = "churn-v3";

  static Truth of(Stage stage) throws Difference {
    try (Caller direct = Caller.direct(stage)) {
      Map<String, Object> model = Map.of("model", MODEL);
      JsonNode metadata = direct.call("read_metadata", model).answered().path("structuredContent");
      List<String> personal = new ArrayList<>();
      personal.add(metadata.path("owner_email").asString());
      for (JsonNode row :
          direct
              .call("read_training_data", model)
              .answered()
              .path("structuredContent")
              .path("rows")) {
        for (String field : List.of("name", "email", "phone", "ssn")) {
          personal.add(row.path(field).asString());
        }
      }
      JsonNode embedded = direct.call("fetch_weights", model).answered().path("content").path(1);
      return new Truth(
          metadata.path("endpoint").path("api_key").asString(),
          List.copyOf(personal),
          embedded.path("resource").path("blob").asString());
    }
  }

  /** The length of the weights. */
  int weightBytes() {
    return Base64.getDecoder().decode(weights).length;
  }

  /** What of it stands in a text; empty for nothing. */
  List<String> shownIn(String text) {
    List<String> shown = new ArrayList<>();
    if (text.contains(apiKey)) {
      shown.add("the api key");
    }
    if (text.contains(weights.substring(0, 64))) {
      shown.add("the weights");
    }
    personal.stream().filter(text::contains).forEach(shown::add);
    return shown;
  }

  /** The two copies of a tool's result, which must be equal as JSON. */
  static JsonNode copies(JsonNode result) throws Difference, IOException {
    JsonNode structured = result.path("structuredContent");
    JsonNode text = Json.read(result.path("content").path(0).path("text").asString());
    Difference.unless(
        structured.equals(text),
        "the structured copy and the text copy differ: " + structured + " and " + text);
    return structured;
  }
}
