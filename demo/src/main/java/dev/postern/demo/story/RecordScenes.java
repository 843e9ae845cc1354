package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Pass;
import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What remains: the ledger, the replay, and nothing that is secret. */
final class RecordScenes {
  private final Truth truth;

  RecordScenes(Truth truth) {
    this.truth = truth;
  }

  List<Scene> scenes() {
    return List.of(
        new Scene("a session is replayed from the ledger", this::replay),
        new Scene("the auditor reads the record and locks nobody; ana does neither", this::auditor),
        new Scene("the ledger verifies, with a checkpoint that was kept elsewhere", this::verified),
        new Scene("a copy of it with one byte changed does not", this::altered),
        new Scene("callers' tokens never travelled on", this::tokens),
        new Scene("no secret stands in anything that the gateway wrote", this::canaries));
  }

  private String replay(Stage stage) throws Difference, IOException, InterruptedException {
    Launcher.Outcome play = stage.operator("sessions", "play", "--last", "--max-pause", "0");
    unless(play.status() == 0, play.output());
    for (String told : List.of("ana", "credit-v2", "allowed", "refused: no rule permits this")) {
      unless(play.output().contains(told), "nothing of '" + told + "' in: " + play.output());
    }
    return play.output();
  }

  private String auditor(Stage stage) throws Difference, IOException, InterruptedException {
    Launcher.Outcome list = stage.from("olga", "sessions", "list");
    unless(list.status() == 0 && list.output().contains("ci-metadata"), list.output());
    Launcher.Outcome lock = stage.from("olga", "lock", "person", "ana", "--reason", "no reason");
    unless(lock.status() == 1, "olga could lock: " + lock.output());
    Launcher.Outcome curious = stage.from("ana", "sessions", "list");
    unless(curious.status() == 1, "ana could read: " + curious.output());
    return "olga was shown "
        + list.output().lines().count()
        + " lines of sessions; to lock she was told: "
        + lock.output();
  }

  private String verified(Stage stage) throws Difference, IOException, InterruptedException {
    String data = stage.data().toString();
    Launcher.Outcome checkpoint = stage.operator("audit", "checkpoint", data);
    unless(checkpoint.status() == 0, checkpoint.output());
    Path elsewhere = stage.directory().resolve("checkpoint-kept-elsewhere");
    Files.writeString(elsewhere, checkpoint.output() + "\n");
    Launcher.Outcome verified =
        stage.operator("audit", "verify", data, "--checkpoint", elsewhere.toString());
    unless(verified.status() == 0, verified.output());
    return verified.output();
  }

  private String altered(Stage stage) throws Difference, IOException, InterruptedException {
    Path copy = stage.directory().resolve("altered");
    Path changed = LedgerCopy.withOneByteChanged(stage.data().resolve("ledger"), copy);
    Launcher.Outcome verified = stage.operator("audit", "verify", copy.toString());
    unless(verified.status() == 1, "it verifies: " + verified.output());
    unless(
        verified.output().contains(String.valueOf(changed.getFileName())),
        "the file " + changed.getFileName() + " is not named: " + verified.output());
    return verified
        .output()
        .lines()
        .filter(line -> line.startsWith("fault:") || line.contains("NOT"))
        .collect(Collectors.joining("\n"));
  }

  private String tokens(Stage stage) throws Difference {
    long foreign = stage.journal().page().foreignCredentials();
    unless(foreign == 0, foreign + " requests reached the registry with a caller's credential");
    return stage.journal().page().requests()
        + " requests reached the registry, each with its own key alone";
  }

  private String canaries(Stage stage) throws Difference, IOException {
    List<Path> written = new ArrayList<>(List.of(stage.log()));
    try (Stream<Path> files = Files.walk(stage.data())) {
      files.filter(Files::isRegularFile).forEach(written::add);
    }
    long bytes = 0;
    for (Path file : written) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      bytes += text.length();
      unless(!text.contains(stage.registryKey()), "the registry's key is in " + file);
      for (String password : stage.shopPasswords()) {
        unless(!text.contains(password), "a password of the shop's is in " + file);
      }
      for (Pass pass : stage.passes()) {
        unless(!text.contains(signature(pass)), "a token of " + pass.holder() + "'s is in " + file);
      }
      List<String> shown = truth.shownIn(text);
      unless(shown.isEmpty(), file + " holds " + shown);
    }
    return "%d files, %d bytes: no token, no key, no masked value".formatted(written.size(), bytes);
  }

  /** The part of a token without which it is worth nothing. */
  private static String signature(Pass pass) {
    return pass.token().substring(pass.token().lastIndexOf('.') + 1);
  }
}
