package dev.postern.cli.sessions;

import dev.postern.cli.Screen;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a reader must know of a story to read it rightly. */
final class Remarks {
  private Remarks() {}

  static List<String> of(JsonNode story) {
    List<String> remarks = new ArrayList<>();
    if (!story.path("content").asBoolean(false)) {
      remarks.add(
          "(What was asked and shown is not told: no rule lets you read recordings of it.)");
    }
    long left = story.path("scenes-left-out").asLong(0);
    if (left > 0) {
      remarks.add("(" + left + " more operations: export the session to read them.)");
    }
    String cut = story.path("cut").asString("");
    if (!cut.isEmpty()) {
      remarks.add("(What was asked from " + Screen.safe(cut) + " on: export it with --since.)");
    }
    return remarks;
  }
}
