package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What waits for a second person, and how it ends. */
final class ApprovalScenes {
  private static final Pattern SESSION = Pattern.compile("\"session\":\"([^\"]+)\"");

  private static final long PATIENCE_SECONDS = 30;

  private ApprovalScenes() {}

  static List<Scene> scenes() {
    return List.of(
        new Scene("a deployment waits for rita, who is shown what will run", ApprovalScenes::runs),
        new Scene("its replay says who approved it, and what she said", ApprovalScenes::replayed),
        new Scene(
            "rita approves from the page, signed in by a browser", ApprovalScenes::fromThePage),
        new Scene("nobody approves their own, and rita may say no", ApprovalScenes::denied),
        new Scene("a lock takes back what waits", ApprovalScenes::locked));
  }

  private static String runs(Stage stage) throws Difference, IOException, InterruptedException {
    try (Caller ana = Caller.of(stage, "ana")) {
      Deployment deployment = Deployment.begin(stage, ana, 3);
      Launcher.Outcome shown = stage.from("rita", "requests", "show", deployment.request());
      unless(
          shown.output().contains("\"replicas\": 3") && shown.output().contains("asked by  ana"),
          "rita is shown: " + shown.output());
      unless(deployment.heard() == 0, "the registry heard of it before anybody approved");
      done(
          stage.from(
              "rita", "requests", "approve", deployment.request(), "--yes", "--comment", "go"));
      deployment.reply().answered();
      unless(deployment.heard() == 1, "the registry heard of it " + deployment.heard() + " times");
      return "ana's call waited on its stream; rita approved "
          + deployment.request()
          + " from her terminal; it ran once";
    }
  }

  private static String replayed(Stage stage) throws Difference, IOException, InterruptedException {
    Launcher.Outcome found =
        stage.operator(
            "operations", "list", "--action", "deploy_model", "--decision", "held", "--json");
    done(found);
    String approved =
        found
            .output()
            .lines()
            .filter(line -> line.contains("\"answer\":\"allow\""))
            .findFirst()
            .orElseThrow(() -> new Difference("no held deployment ran: " + found.output()));
    Matcher session = SESSION.matcher(approved);
    unless(session.find(), "it is in no session: " + approved);
    Launcher.Outcome play =
        stage.operator("sessions", "play", session.group(1), "--instant", "--only", "held");
    done(play);
    for (String told : List.of("rita approved r-", ": go", "replicas: 3")) {
      unless(play.output().contains(told), "nothing of '" + told + "' in: " + play.output());
    }
    Launcher.Outcome other = stage.from("rita", "sessions", "show", session.group(1));
    unless(other.status() == 1, "rita could read it: " + other.output());
    return play.output();
  }

  private static String fromThePage(Stage stage)
      throws Difference, IOException, InterruptedException {
    try (Caller ana = Caller.of(stage, "ana");
        PageVisit rita = PageVisit.signedIn(stage, "rita")) {
      Deployment deployment = Deployment.begin(stage, ana, 4);
      JsonNode shown = rita.shown(deployment.request());
      unless(
          shown.path("text").asString("").contains("\"replicas\": 4"), "the page shows: " + shown);
      unless(rita.statusBesideThePage() == 401, "her cookie opened REST beside the page");
      unless(deployment.heard() == 0, "the registry heard of it before anybody approved");
      rita.approve(shown);
      deployment.reply().answered();
      unless(deployment.heard() == 1, "the registry heard of it " + deployment.heard() + " times");
      return "rita signed in at "
          + stage.server()
          + "/review and approved "
          + deployment.request()
          + "; her browser holds a cookie that opens the page alone";
    }
  }

  private static String denied(Stage stage) throws Difference, IOException, InterruptedException {
    try (Caller ana = Caller.of(stage, "ana")) {
      Deployment deployment = Deployment.begin(stage, ana, 5);
      Launcher.Outcome own =
          stage.from("ana", "requests", "approve", deployment.request(), "--yes");
      unless(
          own.status() == 1 && own.output().contains("of their own"),
          "ana's own approval: " + own.output());
      done(
          stage.from(
              "rita", "requests", "deny", deployment.request(), "--yes", "--comment", "not today"));
      Reply.Refused refused = deployment.reply().refused("denied");
      unless(deployment.heard() == 0, "the registry heard of it");
      return "ana's own approval did not count; then: " + refused.reason();
    }
  }

  private static String locked(Stage stage) throws Difference, IOException, InterruptedException {
    try (Caller ana = Caller.of(stage, "ana")) {
      Deployment deployment = Deployment.begin(stage, ana, 7);
      try {
        done(stage.operator("lock", "person", "ana", "--reason", "lost laptop"));
        // The lock ends the session too, and the client may hear of that first.
        unless(!(deployment.reply() instanceof Reply.Answered), "the call was answered");
        Launcher.Outcome late =
            stage.from("rita", "requests", "approve", deployment.request(), "--yes");
        unless(late.status() == 1, "rita could still approve it: " + late.output());
        unless(deployment.heard() == 0, "the registry heard of it");
        return "the call ended unanswered; rita cannot approve it any more";
      } finally {
        done(stage.operator("unlock", "person", "ana"));
      }
    }
  }

  /** A deployment that somebody asks for, each with a number of replicas of its own. */
  private record Deployment(
      Stage stage, String request, long before, CompletableFuture<Reply> answer) {
    static Deployment begin(Stage stage, Caller caller, int replicas)
        throws Difference, IOException, InterruptedException {
      long before = stage.journal().count("deploy_model", "churn-v3");
      Map<String, Object> arguments =
          Map.of("model", "churn-v3", "environment", "production", "replicas", replicas);
      // Not on the common pool: the client needs its threads for the answer.
      CompletableFuture<Reply> answer =
          CompletableFuture.supplyAsync(
              () -> caller.call("deploy_model", arguments), task -> Thread.ofVirtual().start(task));
      return new Deployment(stage, Waiting.request(stage), before, answer);
    }

    /** How often the registry heard of it. */
    long heard() throws Difference, IOException, InterruptedException {
      return stage.journal().count("deploy_model", "churn-v3") - before;
    }

    Reply reply() throws Difference, InterruptedException {
      try {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException late) {
        throw new Difference("the call was not answered");
      } catch (ExecutionException failed) {
        throw new Difference(String.valueOf(failed.getCause()));
      }
    }
  }

  private static void done(Launcher.Outcome outcome) throws Difference {
    unless(outcome.status() == 0, "postern said: " + outcome.output());
  }
}
