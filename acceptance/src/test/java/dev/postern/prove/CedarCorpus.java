package dev.postern.prove;

import dev.postern.kernel.cedar.Answer;
import dev.postern.kernel.cedar.Entities;
import dev.postern.kernel.cedar.Known;
import dev.postern.kernel.cedar.Lints;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Request;
import dev.postern.kernel.cedar.Schema;
import dev.postern.kernel.cedar.Severity;
import dev.postern.kernel.cedar.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks our Cedar engine every request of the official corpus and compares decision, determining
 * policies and erroring policies with what the corpus says; and has our lints judge every policy
 * set against its schema. Run by prove/cedar.
 */
public final class CedarCorpus {
  private static final int SHOWN = 20;

  private final JsonMapper json = new JsonMapper();
  private final Path root;
  private long official;
  private long ours;
  private long differ;
  private long misjudged;

  private CedarCorpus(Path root) {
    this.root = root;
  }

  /** {@code args[0]}: the directory that holds {@code corpus-tests/} as the tarball unpacks it. */
  public static void main(String[] args) throws IOException {
    CedarCorpus corpus = new CedarCorpus(Path.of(args[0]));
    List<Path> cases;
    try (Stream<Path> files = Files.list(corpus.root.resolve("corpus-tests"))) {
      cases =
          files
              .filter(file ->
                  file.toString().endsWith(".json") && !file.toString().endsWith(".entities.json"))
              .sorted()
              .toList();
    }
    for (Path file : cases) {
      corpus.compare(file);
    }
    System.out.printf("%d policy sets%n", cases.size());
    System.out.printf("validation: differ %d%n", corpus.misjudged);
    System.out.printf(
        "official %d, ours %d, differ %d%n", corpus.official, corpus.ours, corpus.differ);
    System.exit(
        corpus.differ == 0
                && corpus.misjudged == 0
                && corpus.official > 0
                && corpus.ours == corpus.official
            ? 0
            : 1);
  }

  private void compare(Path file) throws IOException {
    JsonNode test = json.readTree(Files.readString(file));
    JsonNode requests = test.get("requests");
    official += requests.size();
    Path policies = root.resolve(test.get("policies").asString());
    PolicySet set =
        switch (PolicySet.parse(
            List.of(new Source(policies.getFileName().toString(), Files.readString(policies))))) {
          case PolicySet.Accepted accepted -> accepted.policies();
          case PolicySet.Rejected rejected -> {
            report(file, "not parsed: " + rejected.problems(), requests.size());
            yield null;
          }
        };
    if (set == null) {
      return;
    }
    Entities entities =
        Entities.of(
            CedarJson.entities(
                json.readTree(Files.readString(root.resolve(test.get("entities").asString())))));
    validate(file, test, set);
    for (JsonNode request : requests) {
      String difference = difference(request, set, entities);
      ours++;
      if (difference != null) {
        report(file, request.get("description").asString() + ": " + difference, 1);
      }
    }
  }

  /** Compares what our lints call an error with what the official strict validation does. */
  private void validate(Path file, JsonNode test, PolicySet set) throws IOException {
    Path source = root.resolve(test.get("schema").asString());
    boolean valid =
        switch (Schema.parse(
            List.of(new Source(source.getFileName().toString(), Files.readString(source))))) {
          case Schema.Accepted accepted ->
              Lints.of(set, accepted.schema(), Known.nothing()).stream()
                  .noneMatch(problem -> problem.severity() == Severity.ERROR);
          case Schema.Rejected rejected ->
              throw new IllegalStateException(source + ": " + rejected.problems());
        };
    if (valid != test.get("shouldValidate").asBoolean()) {
      misjudged++;
      System.out.println(file.getFileName() + ": ours says valid: " + valid);
    }
  }

  private static @Nullable String difference(JsonNode request, PolicySet set, Entities entities) {
    Answer answer =
        set.answer(
            new Request(
                CedarJson.uid(request.get("principal")),
                CedarJson.uid(request.get("action")),
                CedarJson.uid(request.get("resource")),
                CedarJson.record(request.get("context"))),
            entities);
    String expected =
        CedarAnswers.written(
            request.get("decision").asString().equals("allow"),
            names(request.get("reason")),
            names(request.get("errors")));
    String found = CedarAnswers.written(answer);
    return expected.equals(found) ? null : "expected " + expected + ", found " + found;
  }

  private static Set<String> names(JsonNode list) {
    Set<String> names = new TreeSet<>();
    list.forEach(name -> names.add(name.asString()));
    return names;
  }

  private void report(Path file, String difference, int requests) {
    if (differ < SHOWN) {
      System.out.println(file.getFileName() + ": " + difference);
    }
    differ += requests;
  }
}
