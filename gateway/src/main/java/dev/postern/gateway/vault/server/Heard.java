package dev.postern.gateway.vault.server;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What a server answered to a request that it understood. */
sealed interface Heard {
  /** An object. */
  record Said(JsonValue root) implements Heard {
    /** The object under a name. */
    JsonValue object(String name) throws IOException {
      return root.member(name, JsonKind.OBJECT)
          .orElseThrow(() -> new IOException("the vault's answer has no " + name));
    }
  }

  /** It is done, and there is nothing to say. */
  record Done() implements Heard {}

  /**
   * It does not do that.
   *
   * @param status 400, 403, 404 or 405
   * @param why the server's words, printable and cut
   */
  record Refused(int status, String why) implements Heard {}

  /** The text of a member. */
  static String text(JsonValue in, String name, int longest) throws IOException {
    return in.member(name, JsonKind.STRING)
        .map(JsonValue::text)
        .filter(text -> !text.isEmpty() && text.length() <= longest)
        .orElseThrow(() -> new IOException("the vault's answer has no usable " + name));
  }

  /** A whole number of seconds from 0 to ten years; empty where there is none. */
  static Optional<Duration> seconds(JsonValue in, String name) throws IOException {
    Optional<JsonValue> number = in.member(name, JsonKind.NUMBER);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    String text = number.get().numberText();
    if (!text.matches("[0-9]{1,9}")) {
      throw new IOException("the vault's answer has no usable " + name);
    }
    return Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(text), 315_360_000)));
  }
}
