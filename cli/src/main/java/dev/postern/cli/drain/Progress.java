package dev.postern.cli.drain;

import dev.postern.cli.Screen;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * How far a gateway is on its way to the stop, as it says.
 *
 * @param stage its word for it: {@code serving}, {@code announced}, {@code draining}, {@code ended}
 *     or {@code cut}
 * @param left seconds until what runs is cut; empty while it does not say
 * @param cut sessions that did not end in time
 * @param said all of it
 */
record Progress(
    String stage,
    long sessions,
    long operations,
    long held,
    OptionalLong left,
    long cut,
    JsonNode said) {
  static Progress of(JsonNode said) {
    JsonNode left = said.path("left-seconds");
    return new Progress(
        Screen.safe(said.path("stage").asString("")),
        said.path("sessions").asLong(0),
        said.path("operations").asLong(0),
        said.path("held").asLong(0),
        left.isNumber() ? OptionalLong.of(left.asLong(0)) : OptionalLong.empty(),
        said.path("cut").asLong(0),
        said);
  }

  boolean over() {
    return stage.equals("ended") || stage.equals("cut");
  }

  /** It in a line, without the time that is left. */
  String counts() {
    return switch (stage) {
      case "ended" -> "ended: every session came to its end";
      case "cut" ->
          "cut: the time was up before " + things(cut, "session") + " had ended, and they are cut";
      default ->
          stage
              + ": "
              + things(sessions, "session")
              + ", "
              + things(operations, "operation")
              + " in flight, "
              + held
              + " held";
    };
  }

  /** It in a line. */
  String line() {
    return over() || left.isEmpty() ? counts() : counts() + ", " + left.getAsLong() + " s left";
  }

  private static String things(long count, String of) {
    return count + " " + of + (count == 1 ? "" : "s");
  }
}
