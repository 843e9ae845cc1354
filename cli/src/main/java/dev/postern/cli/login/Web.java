package dev.postern.cli.login;

import dev.postern.cli.Authorities;
import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reading the documents of gateways and issuers, and posting forms to them. */
final class Web {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private Web() {}

  /** An answer: its status and its JSON, an empty object where there is none. */
  record Answer(int status, JsonNode body) {}

  /** A document that must be there. */
  static JsonNode document(URI where) throws Trouble {
    Answer answer = send(HttpRequest.newBuilder(where).GET());
    if (answer.status() != 200) {
      throw new Trouble(where + " answered " + answer.status());
    }
    return answer.body();
  }

  /** Posts a form. */
  static Answer post(URI where, Map<String, String> form) throws Trouble {
    return send(
        HttpRequest.newBuilder(where)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form(form))));
  }

  /** Parameters as a form or a query writes them. */
  static String form(Map<String, String> parameters) {
    return new TreeMap<>(parameters)
        .entrySet().stream()
            .map(one ->
                URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
  }

  private static Answer send(HttpRequest.Builder request) throws Trouble {
    HttpRequest built = request.timeout(LONGEST).header("accept", "application/json").build();
    try (HttpClient client = client()) {
      HttpResponse<byte[]> answer = client.send(built, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), read(answer.body()));
    } catch (IOException unreachable) {
      throw new Trouble(
          "cannot reach " + built.uri() + ": " + unreachable.getMessage(), unreachable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", stopped);
    }
  }

  private static HttpClient client() throws Trouble {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(LONGEST)
        .followRedirects(HttpClient.Redirect.NEVER)
        .sslContext(Authorities.usual().context())
        .build();
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException none) {
      return JSON.createObjectNode();
    }
  }

  /** What an issuer's error says (RFC 6749, 5.2). */
  static String error(Answer answer) {
    String code = answer.body().path("error").asString("status " + answer.status());
    String text = answer.body().path("error_description").asString("");
    return Screen.safe(text.isEmpty() ? code : code + ": " + text);
  }
}
