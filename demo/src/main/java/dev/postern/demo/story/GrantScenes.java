package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A role for a time: ada asks, rita approves, and it is taken back while it is used. */
final class GrantScenes {
  private static final Pattern GRANT = Pattern.compile("\\bg-[a-z0-9]{12}\\b");
  private static final String[] ASK = {
    "request", "analyst", "on", "shop", "--for", "1h", "--reason", "ticket 4711"
  };
  private static final long PATIENCE_SECONDS = 60;

  private GrantScenes() {}

  static List<Scene> scenes() {
    return List.of(
        new Scene(
            "ada asks for a role for an hour, and has it once rita approves", GrantScenes::given),
        new Scene("it is taken back in the middle of her query", GrantScenes::takenBack));
  }

  private static String given(Stage stage) throws Difference, IOException, InterruptedException {
    unless(refused(stage).isPresent(), "ada could open the shop's database before");
    CompletableFuture<Launcher.Outcome> asked =
        CompletableFuture.supplyAsync(() -> ask(stage), task -> Thread.ofVirtual().start(task));
    String request = Waiting.request(stage);
    Launcher.Outcome shown = stage.from("rita", "requests", "show", request);
    unless(
        shown.output().contains("\"role\": \"analyst\"")
            && shown.output().contains("\"reason\": \"ticket 4711\"")
            && shown.output().contains("analysts-query"),
        "rita is shown: " + shown.output());
    done(stage.from("rita", "requests", "approve", request, "--yes"));
    Launcher.Outcome outcome = arrived(asked);
    unless(
        outcome.status() == 0 && outcome.output().contains("Granted: analyst on shop"),
        "ada was told: " + outcome.output());
    try (Connection ada = ShopScenes.open(stage, "ada", "reading");
        Statement statement = ada.createStatement()) {
      String orders = ShopScenes.one(statement.executeQuery("SELECT count(*) FROM orders"));
      return "rita approved " + request + "; ada counted " + orders + " orders";
    } catch (SQLException failed) {
      throw new Difference(ShopScenes.told(failed));
    }
  }

  private static String takenBack(Stage stage)
      throws Difference, IOException, InterruptedException {
    Matcher grant = GRANT.matcher(stage.from("ada", "grants", "list").output());
    unless(grant.find(), "ada has no grant");
    try (Connection ada = ShopScenes.open(stage, "ada", "reading");
        Statement statement = ada.createStatement()) {
      CompletableFuture<Optional<SQLException>> query =
          CompletableFuture.supplyAsync(
              () -> sleeping(statement), task -> Thread.ofVirtual().start(task));
      done(stage.operator("grants", "revoke", grant.group(), "--reason", "that was all"));
      SQLException failed =
          arrived(query).orElseThrow(() -> new Difference("the query was answered"));
      unless(
          refused(stage).map(told -> told.contains("that was all")).orElse(false),
          "ada could open it again, or was not told why not");
      return ShopScenes.told(failed);
    } catch (SQLException failed) {
      throw new Difference(ShopScenes.told(failed));
    }
  }

  private static Launcher.Outcome ask(Stage stage) {
    try {
      return stage.from("ada", ASK);
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(hurried);
    }
  }

  private static Optional<SQLException> sleeping(Statement statement) {
    try {
      statement.execute("SELECT pg_sleep(600)");
      return Optional.empty();
    } catch (SQLException failed) {
      return Optional.of(failed);
    }
  }

  /** Why ada may not open the database; empty where she may. */
  private static Optional<String> refused(Stage stage) {
    try (Connection open = ShopScenes.open(stage, "ada", "reading")) {
      return open.isValid(1) ? Optional.empty() : Optional.of("it is not answered");
    } catch (SQLException failed) {
      return Optional.of(ShopScenes.told(failed));
    }
  }

  private static <T> T arrived(CompletableFuture<T> coming)
      throws Difference, InterruptedException {
    try {
      return coming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new Difference("nothing came");
    } catch (ExecutionException failed) {
      throw new Difference(String.valueOf(failed.getCause()));
    }
  }

  private static void done(Launcher.Outcome outcome) throws Difference {
    unless(outcome.status() == 0, "postern said: " + outcome.output());
  }
}
