package dev.postern.gateway.vault.server;

import dev.postern.gateway.fetch.Fetch;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests to one server. When it cannot be reached, nobody waits for it again for a moment: all
 * fail at once until then. Any thread that may block.
 */
final class ServerLink implements AutoCloseable {
  /** The longest answer, in octets. */
  static final int LARGEST = 256 << 10;

  private static final int LONGEST_REASON = 200;
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final JsonLimits JSON =
      new JsonLimits(LARGEST, 16, 4_096, 32, JsonLimits.LoneSurrogates.REFUSE);

  private final VaultServer settings;
  private final Fetch fetch;
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  ServerLink(VaultServer settings, Fetch fetch) {
    this.settings = settings;
    this.fetch = fetch;
  }

  /** Writes the members of a request. */
  interface Writing {
    void to(JsonText json);
  }

  /** A body of JSON, overwritten when it was sent. */
  static byte[] body(Writing writing) {
    JsonText json = new JsonText().beginObject();
    writing.to(json);
    return json.endObject().bytes();
  }

  /** Reads what is at a path. */
  Heard read(String path, Optional<String> token) throws IOException, InterruptedException {
    return ask("GET", path, token, Optional.empty());
  }

  /**
   * Writes to a path.
   *
   * @param body overwritten
   */
  Heard write(String path, Optional<String> token, byte[] body)
      throws IOException, InterruptedException {
    try {
      return ask("POST", path, token, Optional.of(body));
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private Heard ask(String method, String path, Optional<String> token, Optional<byte[]> body)
      throws IOException, InterruptedException {
    if (quietUntil.get() - System.nanoTime() > 0) {
      throw new IOException("the vault " + settings.url() + " could not be asked a moment ago");
    }
    Map<String, String> fields = new HashMap<>();
    fields.put("Accept", "application/json");
    fields.put("X-Vault-Request", "true");
    body.ifPresent(json -> fields.put("Content-Type", "application/json"));
    token.ifPresent(value -> fields.put("X-Vault-Token", value));
    settings.namespace().ifPresent(name -> fields.put("X-Vault-Namespace", name));
    Fetch.Answer answer;
    try {
      answer =
          fetch.ask(
              new Fetch.Asked(method, URI.create(settings.url() + "/v1/" + path), fields, body),
              new Fetch.Bounds(settings.times().answer(), LARGEST));
    } catch (IOException unreached) {
      quietUntil.set(System.nanoTime() + PAUSE.toNanos());
      throw new IOException(
          "the vault " + settings.url() + " cannot be asked: " + unreached.getMessage(), unreached);
    } catch (IllegalArgumentException unfit) {
      // A field that cannot be sent, as a token with a line's end; its text is not told.
      throw new IOException("the vault " + settings.url() + " cannot be asked so");
    }
    return heard(answer);
  }

  private Heard heard(Fetch.Answer answer) throws IOException {
    return switch (answer.status()) {
      case 200 ->
          new Heard.Said(
              object(answer.body())
                  .orElseThrow(() -> new IOException("the vault's answer cannot be read")));
      case 204 -> new Heard.Done();
      case 400, 403, 404, 405 -> new Heard.Refused(answer.status(), why(answer));
      default ->
          throw new IOException(
              "the vault " + settings.url() + " answered " + answer.status() + ": " + why(answer));
    };
  }

  private static Optional<JsonValue> object(byte[] body) {
    return switch (JsonScan.of(body, JSON)) {
      case JsonDocument document ->
          Optional.of(document.root()).filter(it -> it.is(JsonKind.OBJECT));
      case JsonFault fault -> Optional.empty();
    };
  }

  /** The server's own words, without anything that a terminal or a log would take for its own. */
  private static String why(Fetch.Answer answer) {
    StringBuilder said = new StringBuilder();
    object(answer.body())
        .flatMap(root -> root.member("errors", JsonKind.ARRAY))
        .ifPresent(errors -> {
          for (JsonValue each : errors.elements()) {
            if (each.is(JsonKind.STRING) && said.length() < LONGEST_REASON) {
              said.append(said.isEmpty() ? "" : "; ").append(each.text());
            }
          }
        });
    String clean =
        said.chars()
            .limit(LONGEST_REASON)
            .map(c -> c >= ' ' && c < 0x7f ? c : '?')
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return clean.isEmpty() ? "status " + answer.status() : clean;
  }

  /** A path whose parts hold nothing that a path means something by. */
  static String path(String text) {
    return Stream.of(text.split("/", -1))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  @Override
  public void close() {
    fetch.close();
  }
}
