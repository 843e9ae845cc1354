package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Stage;
import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Somebody at the reviewer page, as their browser speaks: cookies, and what the page's scripts
 * send.
 */
final class PageVisit implements AutoCloseable {
  private static final String HEADER = "x-postern-page";

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final Map<String, String> cookies = new HashMap<>();
  private final String gateway;
  private String form = "1";

  private PageVisit(String gateway) {
    this.gateway = gateway;
  }

  /** Signs somebody in where the page sends them. */
  static PageVisit signedIn(Stage stage, String who)
      throws Difference, IOException, InterruptedException {
    PageVisit visit = new PageVisit(stage.server().toString());
    String door = location(visit.sent("/review/sign-in", ""));
    String choice = URI.create(door).getRawQuery() + "&who=" + encoded(who);
    String back =
        location(
            visit.http.send(
                HttpRequest.newBuilder(URI.create(stage.issuer() + "/authorize"))
                    .header("content-type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(choice))
                    .build(),
                BodyHandlers.ofString()));
    location(visit.sent(back.substring(visit.gateway.length()), ""));
    JsonNode told = read(visit.sent("/review/session", ""));
    unless(told.path("name").asString("").equals(who), "the page knows " + told);
    visit.form = told.path("form").asString("");
    return visit;
  }

  /** What the page shows of a request. */
  JsonNode shown(String request) throws Difference, IOException, InterruptedException {
    return read(sent("/review/api/v1/requests/" + request, ""));
  }

  /** Approves what was shown. */
  JsonNode approve(JsonNode shown) throws Difference, IOException, InterruptedException {
    return read(
        sent(
            "/review/api/v1/requests/" + shown.path("id").asString("") + "/approve",
            Json.written(Map.of("binding", shown.path("binding").asString("")))));
  }

  /** What REST's own path answers a browser's cookie: nothing. */
  int statusBesideThePage() throws IOException, InterruptedException {
    return sent("/api/v1/requests", "").statusCode();
  }

  private HttpResponse<String> sent(String path, String json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .header(HEADER, form)
            .header("origin", gateway);
    String held =
        String.join(
            "; ",
            cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList());
    if (!held.isEmpty()) {
      request.header("cookie", held);
    }
    if (!json.isEmpty()) {
      request.header("content-type", "application/json").POST(BodyPublishers.ofString(json));
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    for (String line : response.headers().allValues("set-cookie")) {
      String pair = line.substring(0, line.indexOf(';'));
      cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return response;
  }

  private static String location(HttpResponse<String> response) throws Difference {
    return response
        .headers()
        .firstValue("location")
        .orElseThrow(
            () -> new Difference("no redirect: " + response.statusCode() + " " + response.body()));
  }

  private static JsonNode read(HttpResponse<String> response) throws Difference, IOException {
    unless(response.statusCode() == 200, "the page answers: " + response.body());
    return Json.read(response.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    http.close();
  }
}
