package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * As much of a browser as the page needs, without what protects people: it keeps cookies, follows
 * nothing by itself, and sends the headers that a test says.
 */
final class PageBrowser {
  static final String SESSION = "__Host-postern";
  static final String BEGUN = "__Host-postern-begun";

  private final HttpClient http;
  private final String origin;
  final Map<String, String> cookies = new HashMap<>();

  PageBrowser(HttpClient http, String origin) {
    this.http = http;
    this.origin = origin;
  }

  /** Goes to an address. */
  HttpResponse<String> get(String address, String... headers)
      throws IOException, InterruptedException {
    return sent(request(address, headers).GET().build());
  }

  /** Tells something, as a script would. */
  HttpResponse<String> post(String address, String json, String... headers)
      throws IOException, InterruptedException {
    return sent(
        request(address, headers)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  private HttpRequest.Builder request(String address, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.startsWith("/") ? origin + address : address));
    if (headers.length > 0) {
      request.headers(headers);
    }
    String mine =
        String.join(
            "; ",
            cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .toList());
    if (!mine.isEmpty()) {
      request.header("cookie", mine);
    }
    return request;
  }

  private HttpResponse<String> sent(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (request.uri().toString().startsWith(origin)) {
      response.headers().allValues("set-cookie").forEach(this::keep);
    }
    return response;
  }

  private void keep(String line) {
    String pair = line.substring(0, line.indexOf(';'));
    String name = pair.substring(0, pair.indexOf('='));
    String value = pair.substring(pair.indexOf('=') + 1);
    if (value.isEmpty()) {
      cookies.remove(name);
    } else {
      cookies.put(name, value);
    }
  }

  /** Where an answer sends the browser. */
  static String location(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("location")
        .orElseThrow(() -> new AssertionError(response.statusCode() + ": " + response.body()));
  }

  /** Begins to sign in and comes back from the issuer, up to the callback's address. */
  String returned(String back) throws IOException, InterruptedException {
    String door = location(get("/review/sign-in?back=" + back));
    return location(get(door));
  }

  /** Signs in; returns where the page sends the browser then. */
  String signIn(String back) throws IOException, InterruptedException {
    return location(get(returned(back)));
  }

  /** What the page's scripts are told of this browser. */
  JsonNode who() throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(get("/review/session", "x-postern-page", "1").body());
  }

  /** What they send with every call. */
  String form() throws IOException, InterruptedException {
    return who().path("form").asString("");
  }

  /** The headers of a call that the page's scripts make. */
  String[] own() throws IOException, InterruptedException {
    return new String[] {
      "x-postern-page", form(), "origin", origin, "sec-fetch-site", "same-origin"
    };
  }

  /** What an answer says that is one. */
  static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
