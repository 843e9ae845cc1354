package dev.postern.prove.week;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Rita at the reviewer page: signs in, looks a few times at what waits, signs out or goes. */
final class Visits {
  private static final int LOOKS = 10;

  private final Site site;

  Visits(Site site) {
    this.site = site;
  }

  /** Begins visits, one after the other. */
  static void begin(World world, Crew crew) {
    Visits visits = new Visits(world.site());
    crew.begin(
        new Crew.Job(Causes.Scope.GATEWAY, "rita", "visits of the page"),
        Duration.ofSeconds(3),
        new Crew.Work() {
          private int count;

          @Override
          public void take() throws Exception {
            visits.visit(++count % 2 == 0);
          }

          @Override
          public void leave() {
            // A browser that is closed says nothing.
          }
        });
  }

  private void visit(boolean signsOut) throws IOException, InterruptedException {
    Map<String, String> cookies = new HashMap<>();
    String door = location(sent(cookies, "/review/sign-in", "1", ""));
    HttpResponse<String> came =
        site.client()
            .send(
                HttpRequest.newBuilder(URI.create(door)).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
    String back = location(came);
    String page =
        location(sent(cookies, back.substring(site.uri("").toString().length()), "1", ""));
    if (page.contains("error")) {
      throw new IOException("the page does not let her in: " + page);
    }
    HttpResponse<String> session = sent(cookies, "/review/session", "1", "");
    String form = JsonMapper.shared().readTree(session.body()).path("form").asString("");
    if (form.isEmpty()) {
      throw new IOException("nobody is signed in: " + session.body());
    }
    for (int look = 0; look < LOOKS; look++) {
      HttpResponse<String> listed = sent(cookies, "/review/api/v1/requests", form, "");
      if (listed.statusCode() != 200) {
        throw new IOException("the page answers " + listed.statusCode() + " " + listed.body());
      }
      Thread.sleep(Duration.ofMillis(300));
    }
    if (signsOut) {
      int status = sent(cookies, "/review/sign-out", form, "{}").statusCode();
      if (status / 100 > 3) {
        throw new IOException("signing out is answered " + status);
      }
    }
  }

  private HttpResponse<String> sent(
      Map<String, String> cookies, String path, String form, String json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.uri(path))
            .timeout(Duration.ofSeconds(20))
            .header("x-postern-page", form)
            .header("origin", site.uri("").toString());
    if (!cookies.isEmpty()) {
      request.header(
          "cookie",
          cookies.entrySet().stream()
              .map(each -> each.getKey() + "=" + each.getValue())
              .collect(Collectors.joining("; ")));
    }
    if (!json.isEmpty()) {
      request
          .header("content-type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(json));
    }
    HttpResponse<String> response =
        site.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    for (String line : response.headers().allValues("set-cookie")) {
      String pair = line.substring(0, line.indexOf(';'));
      cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return response;
  }

  private static String location(HttpResponse<String> response) throws IOException {
    return response
        .headers()
        .firstValue("location")
        .orElseThrow(
            () -> new IOException("no redirect: " + response.statusCode() + " " + response.body()));
  }
}
