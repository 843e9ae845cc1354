package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Stage;
import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Who is welcome at all, and how operators change that while everything runs. */
final class StandingScenes {
  private static final Pattern METADATA = Pattern.compile("resource_metadata=\"([^\"]+)\"");

  private StandingScenes() {}

  /** What happens at the door. */
  static List<Scene> door() {
    return List.of(
        new Scene("without a token one is told where to get one", StandingScenes::challenge),
        new Scene("a token for something else is not taken", StandingScenes::audience));
  }

  /** What operators do. */
  static List<Scene> operating() {
    return List.of(
        new Scene(
            "the contractor's token is valid, and he is turned away", StandingScenes::contractor),
        new Scene(
            "locking ana locks her CI job in the middle of its session", StandingScenes::locking),
        new Scene("the policies pass their own cases, offline", StandingScenes::cases),
        new Scene("a bad reload changes nothing and says so", StandingScenes::badReload),
        new Scene("a good reload holds for sessions that are open", StandingScenes::goodReload));
  }

  private static String challenge(Stage stage)
      throws Difference, IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> refused = send(http, opening(stage));
      String told = refused.headers().firstValue("WWW-Authenticate").orElse("");
      Matcher metadata = METADATA.matcher(told);
      unless(refused.statusCode() == 401 && metadata.find(), refused.statusCode() + ": " + told);
      HttpResponse<String> document =
          send(http, HttpRequest.newBuilder(URI.create(metadata.group(1))).build());
      JsonNode resource = Json.read(document.body());
      unless(
          resource.path("resource").asString("").equals(stage.mcp().toString())
              && resource.path("authorization_servers").toString().contains(stage.issuer()),
          "the metadata says " + resource);
      return "401, and the metadata of RFC 9728 names " + stage.issuer();
    }
  }

  private static String audience(Stage stage) throws Difference, IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder request = opening(stage);
      request.header("Authorization", "Bearer " + stage.token("ana", "api"));
      int status = send(http, request).statusCode();
      unless(status == 401, "answered " + status);
      return "401 for ana's token for the gateway's own REST interface";
    }
  }

  private static String contractor(Stage stage) throws Difference {
    try (Caller carl = Caller.silent(stage, "carl")) {
      return "refused: " + carl.open().refused("locked").reason();
    }
  }

  private static String locking(Stage stage) throws Difference, IOException, InterruptedException {
    Map<String, Object> model = Map.of("model", "churn-v3");
    try (Caller job = Caller.of(stage, "ci-metadata")) {
      job.call("read_metadata", model).answered();
      done(stage.operator("lock", "person", "ana", "--reason", "lost laptop"));
      Reply.Refused refused;
      try {
        long before = stage.journal().count("read_metadata", "churn-v3");
        Reply cut = job.call("read_metadata", model);
        unless(!(cut instanceof Reply.Answered), "the open session still answers");
        unless(
            stage.journal().count("read_metadata", "churn-v3") == before,
            "the registry heard of it");
        refused = opened(stage).refused("locked");
      } finally {
        done(stage.operator("unlock", "person", "ana"));
      }
      try (Caller again = Caller.of(stage, "ci-metadata")) {
        again.call("read_metadata", model).answered();
      }
      return "its session ended, and a new one was refused: "
          + refused.reason()
          + "; answered again after the unlock";
    }
  }

  private static String cases(Stage stage) throws Difference, IOException, InterruptedException {
    Launcher.Outcome tested =
        stage.operator("policy", "test", "--config", stage.configurationFile().toString());
    done(tested);
    return tested.output().lines().reduce((first, last) -> last).orElse("");
  }

  private static String badReload(Stage stage)
      throws Difference, IOException, InterruptedException {
    Path broken = stage.policies().resolve("broken.cedar");
    Files.writeString(broken, "permit (principal, action resource);\n");
    try (Caller ana = Caller.of(stage, "ana")) {
      Launcher.Outcome reload = stage.operator("reload");
      unless(reload.status() != 0, "the reload passed: " + reload.output());
      unless(
          reload.output().contains("broken.cedar:1"),
          "the file and line are not named: " + reload.output());
      ana.call("run_model", AccessScenes.run("churn-v3")).answered();
      return reload.output().lines().reduce((first, second) -> second.strip()).orElse("");
    } finally {
      Files.delete(broken);
    }
  }

  private static String goodReload(Stage stage)
      throws Difference, IOException, InterruptedException {
    Path more = stage.policies().resolve("more.cedar");
    try (Caller ana = Caller.of(stage, "ana")) {
      ana.call("run_model", AccessScenes.run("credit-v2")).refused("denied");
      Files.writeString(
          more,
          """
          permit (
            principal == Person::"ana",
            action == registry::Action::"run_model",
            resource == Tool::"registry/run_model"
          )
          when { context has input && context.input.model == "credit-v2" };
          """);
      done(stage.operator("reload"));
      ana.call("run_model", AccessScenes.run("credit-v2")).answered();
      Files.delete(more);
      done(stage.operator("reload"));
      ana.call("run_model", AccessScenes.run("credit-v2")).refused("denied");
      return "credit-v2 was refused, then answered, then refused again, in one session";
    } finally {
      Files.deleteIfExists(more);
    }
  }

  private static void done(Launcher.Outcome outcome) throws Difference {
    unless(outcome.status() == 0, "postern said: " + outcome.output());
  }

  private static Reply opened(Stage stage) {
    try (Caller job = Caller.silent(stage, "ci-metadata")) {
      return job.open();
    }
  }

  private static HttpRequest.Builder opening(Stage stage) {
    return HttpRequest.newBuilder(stage.mcp())
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
                "capabilities":{},"clientInfo":{"name":"demo","version":"1"}}}
                """));
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return send(http, request.build());
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
