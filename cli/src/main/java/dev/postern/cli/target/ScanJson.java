package dev.postern.cli.target;

import dev.postern.gateway.inventory.Change;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A scan as JSON, for machines and for keeping; in ASCII, so that no screen obeys what a target
 * says.
 */
final class ScanJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private ScanJson() {}

  /** The gateway's answer, with {@code changes} where there was something to compare it with. */
  static String document(JsonNode answer, List<Change> changes, boolean compared) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("inventory", answer.path("inventory"));
    document.put("findings", answer.path("findings"));
    if (compared) {
      document.put("changes", changes.stream().map(ScanJson::told).toList());
    }
    return JSON.writeValueAsString(document);
  }

  private static Map<String, Object> told(Change change) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("how", change.how().word());
    told.put("kind", change.item().kind().word());
    told.put("name", change.item().name());
    told.put("facts", change.facts());
    return told;
  }

  /** An inventory with a line for each thing in it. */
  static byte[] lines(JsonNode inventory) {
    StringBuilder text = new StringBuilder("{");
    String before = "\n";
    for (Map.Entry<String, JsonNode> part : inventory.properties()) {
      text.append(before).append(' ').append(JSON.writeValueAsString(part.getKey())).append(": ");
      before = ",\n";
      if (part.getValue().isArray()) {
        text.append('[');
        String gap = "\n  ";
        for (JsonNode item : part.getValue()) {
          text.append(gap).append(JSON.writeValueAsString(item));
          gap = ",\n  ";
        }
        text.append(']');
      } else {
        text.append(JSON.writeValueAsString(part.getValue()));
      }
    }
    return text.append("\n}\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
