package dev.postern.prove;

import dev.postern.kernel.cedar.Entities;
import dev.postern.kernel.cedar.Known;
import dev.postern.kernel.cedar.Lints;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Problem;
import dev.postern.kernel.cedar.Request;
import dev.postern.kernel.cedar.Schema;
import dev.postern.kernel.cedar.Severity;
import dev.postern.kernel.cedar.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks our Cedar engine and the official one about the same random policies: whether they are
 * Cedar, whether they fit the schema, and what they answer. Run by prove/cedar-differential.
 */
public final class CedarDifferential {
  private static final int REQUESTS = 8;

  private final JsonMapper json = new JsonMapper();
  private final Schema schema;
  private final Entities entities;
  private long official;
  private long ours;
  private long refused;
  private long invalid;
  private final List<String> differences = new ArrayList<>();

  /** How many questions both answered, and where they differ. */
  record Result(long official, long ours, long refused, long invalid, List<String> differences) {}

  private CedarDifferential() {
    this.schema =
        switch (Schema.parse(List.of(new Source("world.cedarschema", CedarWorld.SCHEMA)))) {
          case Schema.Accepted accepted -> accepted.schema();
          case Schema.Rejected rejected ->
              throw new IllegalStateException(rejected.problems().toString());
        };
    this.entities = Entities.of(CedarJson.entities(json.readTree(CedarWorld.ENTITIES)));
  }

  /** {@code args}: how many policy sets, and the seed. */
  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[1]);
    System.out.println("seed " + seed);
    Result result = run(Integer.parseInt(args[0]), seed);
    result.differences().stream().limit(20).forEach(System.out::println);
    System.out.printf(
        "%d texts refused by both, %d policy sets invalid for both%n",
        result.refused(), result.invalid());
    System.out.printf(
        "official %d, ours %d, differ %d%n",
        result.official(), result.ours(), result.differences().size());
    System.exit(
        result.differences().isEmpty() && result.ours() == result.official() && result.ours() > 0
            ? 0
            : 1);
  }

  /** Compares {@code sets} random policy sets made from {@code seed}. */
  static Result run(int sets, long seed) throws IOException {
    CedarDifferential run = new CedarDifferential();
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OfficialCedar.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (OutputStream to = child.getOutputStream();
        BufferedReader from =
            new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int set = 0; set < sets; set++) {
        // Each set has its own generator, so that one can be made again without those before it.
        ObjectNode question = run.question(new CedarGenerator(new Random(seed * 1_000_003 + set)));
        to.write((run.json.writeValueAsString(question) + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
        String answer = from.readLine();
        if (answer == null) {
          throw new IOException(
              "the official implementation died on set %d of seed %d: %s"
                  .formatted(set, seed, question));
        }
        run.compare(question, run.json.readTree(answer));
      }
    } finally {
      child.destroy();
    }
    return new Result(run.official, run.ours, run.refused, run.invalid, run.differences);
  }

  private ObjectNode question(CedarGenerator generator) {
    ObjectNode question = json.createObjectNode();
    question.put("policies", generator.policies());
    ArrayNode requests = question.putArray("requests");
    for (int i = 0; i < REQUESTS; i++) {
      ObjectNode request = requests.addObject();
      uid(request.putObject("principal"), "User", generator);
      uid(request.putObject("action"), "Action", generator);
      uid(request.putObject("resource"), i % 4 == 0 ? "Album" : "Photo", generator);
      request.set("context", json.readTree(generator.context()));
    }
    return question;
  }

  private static void uid(ObjectNode uid, String type, CedarGenerator generator) {
    uid.put("type", type).put("id", generator.id(type));
  }

  private void compare(ObjectNode question, JsonNode answer) {
    String text = question.get("policies").asString();
    official++;
    if (answer.has("failed")) {
      differences.add(
          "the official implementation failed: " + answer.get("failed").asString() + "\n" + text);
      return;
    }
    switch (PolicySet.parse(List.of(new Source("random.cedar", text)))) {
      case PolicySet.Rejected rejected -> {
        ours++;
        refused++;
        if (!answer.has("refused")) {
          differences.add("refused by ours only: " + rejected.problems() + "\n" + text);
        }
      }
      case PolicySet.Accepted accepted -> {
        ours++;
        if (answer.has("refused")) {
          differences.add(
              "refused by the official only: " + answer.get("refused").asString() + "\n" + text);
        } else {
          validate(accepted.policies(), answer, text);
          ask(accepted.policies(), question.get("requests"), answer.get("answers"), text);
        }
      }
    }
  }

  private void validate(PolicySet policies, JsonNode answer, String text) {
    List<Problem> errors =
        Lints.of(policies, schema, Known.nothing()).stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .toList();
    official++;
    ours++;
    if (!errors.isEmpty()) {
      invalid++;
    }
    if (errors.isEmpty() != answer.get("valid").asBoolean()) {
      differences.add(
          "validation: ours %s, official %s%n%s"
              .formatted(errors, answer.get("validation").asString(), text));
    }
  }

  private void ask(PolicySet policies, JsonNode requests, JsonNode answers, String text) {
    for (int i = 0; i < requests.size(); i++) {
      JsonNode request = requests.get(i);
      String found =
          CedarAnswers.written(
              policies.answer(
                  new Request(
                      CedarJson.uid(request.get("principal")),
                      CedarJson.uid(request.get("action")),
                      CedarJson.uid(request.get("resource")),
                      CedarJson.record(request.get("context"))),
                  entities));
      official++;
      ours++;
      if (!found.equals(answers.get(i).asString())) {
        differences.add(
            "%s: ours %s, official %s%n%s"
                .formatted(request, found, answers.get(i).asString(), text));
      }
    }
  }
}
