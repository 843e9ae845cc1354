package dev.postern.cli.sessions;

import dev.postern.cli.Screen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a player shows at once.
 *
 * @param at when it happened
 * @param since how long after the one before
 * @param request the operation's request id; empty for the opening
 * @param kind {@code opened}, {@code allowed}, {@code refused} or {@code held}
 * @param lines fit for a terminal
 */
record Frame(Instant at, Duration since, String request, String kind, List<String> lines) {
  Frame {
    lines = List.copyOf(lines);
  }

  /** The frames of a story as the interface tells it. */
  static List<Frame> of(JsonNode story) {
    List<Frame> frames = new ArrayList<>();
    for (JsonNode scene : story.path("scenes")) {
      List<String> lines = new ArrayList<>();
      scene.path("lines").forEach(line -> lines.add(Screen.safe(line.asString(""))));
      frames.add(
          new Frame(
              Instant.parse(scene.path("at").asString("")),
              Duration.ofMillis(scene.path("since-millis").asLong(0)),
              scene.path("request").asString(""),
              scene.path("kind").asString(""),
              lines));
    }
    return frames;
  }

  boolean opening() {
    return kind.equals("opened");
  }
}
