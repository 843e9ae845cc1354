package dev.postern.cli.rest;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway, as its REST interface shows it. */
public final class Gateway {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Wire wire;

  Gateway(Wire wire) {
    this.wire = wire;
  }

  /** An answer: its status and its JSON. */
  public record Answer(int status, JsonNode body) {}

  /**
   * Asks and expects success.
   *
   * @throws Trouble when the gateway refuses or fails, with the reason and the request id
   */
  public JsonNode ask(String method, String path, Map<String, ?> body) throws Trouble {
    Answer answer = send(method, path, body);
    if (answer.status() == 202) {
      throw new Trouble(
          pending(answer.body()) + ". Run the same command again to go on once it is approved.");
    }
    if (answer.status() / 100 != 2) {
      throw new Trouble(refusal(answer));
    }
    return answer.body();
  }

  /**
   * Fetches a file.
   *
   * @throws Trouble when the gateway refuses or fails, with the reason and the request id
   */
  public byte[] fetch(String path) throws Trouble {
    Wire.Response response = wire.send("GET", path, new byte[0]);
    if (response.status() / 100 != 2) {
      throw new Trouble(refusal(answer(response)));
    }
    return response.body();
  }

  /** Asks and gives whatever came back. */
  public Answer send(String method, String path, Map<String, ?> body) throws Trouble {
    byte[] bytes = body.isEmpty() ? new byte[0] : JSON.writeValueAsBytes(body);
    return answer(wire.send(method, path, bytes));
  }

  private static Answer answer(Wire.Response response) throws Trouble {
    try {
      return new Answer(response.status(), JSON.readTree(response.body()));
    } catch (JacksonException noJson) {
      String start =
          new String(
              response.body(), 0, Math.min(200, response.body().length), StandardCharsets.UTF_8);
      throw new Trouble(
          "the gateway answered " + response.status() + " with no JSON: " + Screen.safe(start),
          noJson);
    }
  }

  /** What is told of a request that people are asked for. */
  public static String pending(JsonNode body) {
    JsonNode asked = body.path("approval");
    return "request "
        + Screen.safe(asked.path("id").asString("?"))
        + " waits for an approval by "
        + Screen.safe(asked.path("reviewers").asString("?"))
        + " until "
        + Screen.safe(asked.path("until").asString("?"));
  }

  /** The reason of an answer that is no success, as a person reads it. */
  public static String refusal(Answer answer) {
    String reason = Screen.safe(answer.body().path("reason").asString("no reason given"));
    String request = answer.body().path("request").asString("");
    return switch (answer.status()) {
      case 401 -> "the gateway does not know you: " + reason;
      case 403 ->
          "refused: "
              + reason
              + (request.isEmpty() ? "" : " (request " + Screen.safe(request) + ")");
      default ->
          "the gateway answered "
              + answer.status()
              + ": "
              + reason
              + (request.isEmpty() ? "" : " (request " + Screen.safe(request) + ")");
    };
  }
}
