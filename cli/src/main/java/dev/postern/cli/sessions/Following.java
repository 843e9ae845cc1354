package dev.postern.cli.sessions;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tells what happens in a session while it happens, a line for each moment. */
final class Following {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final String WAIT_SECONDS = "20";

  private final Recordings recordings;
  private final String session;
  private final @Nullable String only;

  Following(Recordings recordings, String session, @Nullable String only) {
    this.recordings = recordings;
    this.session = session;
    this.only = only;
  }

  /** Goes on behind a story, until the session is closed, somebody quits, or may not read it. */
  void from(JsonNode story, Keys keys, Consumer<String> out) throws Trouble, InterruptedException {
    boolean content = story.path("content").asBoolean(false);
    String tail = story.path("tail").asString("");
    if (tail.isEmpty()) {
      throw new Trouble("the session is too long to be followed from its beginning");
    }
    out.accept("-- following: q quits --");
    while (!tail.isEmpty()) {
      Map<String, String> asked = new HashMap<>();
      asked.put("tail", tail);
      asked.put("wait", WAIT_SECONDS);
      asked.put("scenes", "false");
      if (only != null) {
        asked.put("decision", only);
      }
      JsonNode news = recordings.timeline(session, asked, content);
      for (JsonNode moment : news.path("moments")) {
        out.accept(line(moment));
        if (moment.path("kind").asString("").equals("closed")) {
          return;
        }
      }
      tail = news.path("tail").asString("");
      if (keys.within(Duration.ZERO).equals(Optional.of(Key.QUIT))) {
        return;
      }
    }
  }

  /** One moment in a line, fit for a terminal. */
  static String line(JsonNode moment) {
    Instant at = Instant.parse(moment.path("at").asString("1970-01-01T00:00:00Z"));
    String kind = moment.path("kind").asString("");
    String what =
        switch (kind) {
          case "held" ->
              moment.path("operation").asString("")
                  + " waits for "
                  + moment.path("reviewers").asString("")
                  + " ("
                  + moment.path("approval").asString("")
                  + ")";
          case "approved" -> "by " + moment.path("by").asString("");
          case "refused" ->
              moment.path("operation").asString("") + ": " + moment.path("reason").asString("");
          case "ended" ->
              moment.path("operation").asString("")
                  + ": "
                  + moment.path("end").asString("")
                  + " after "
                  + moment.path("took_us").asLong(0) / 1000
                  + " ms"
                  + rows(moment);
          case "gap" -> moment.path("why").asString("");
          default -> moment.path("operation").asString("");
        };
    return Screen.safe(
        String.format("%s  %-8s  %s", TIME.format(at.atZone(ZoneId.systemDefault())), kind, what));
  }

  private static String rows(JsonNode moment) {
    return moment.path("rows").isMissingNode()
        ? ""
        : ", " + moment.path("rows").asLong(0) + " rows";
  }
}
