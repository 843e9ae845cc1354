package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Who may do what: lists, calls, arguments, delegation. */
final class AccessScenes {
  private static final Map<String, Object> CUSTOMER =
      Map.of("customer", Map.of("tenure_months", 3, "support_calls", 6, "contract", "monthly"));

  private AccessScenes() {}

  static List<Scene> scenes() {
    return List.of(
        new Scene("everybody is shown only what they may use", AccessScenes::lists),
        new Scene("ana runs the one model that is hers to run", AccessScenes::allowed),
        new Scene(
            "another model is refused, and the registry never hears of it",
            AccessScenes::otherModel),
        new Scene(
            "the registry may ask ana a question in the middle of a run", AccessScenes::question),
        new Scene("the CI job reads metadata and nothing else", AccessScenes::job),
        new Scene("hidden and unknown tools are answered alike", AccessScenes::hidden),
        new Scene("an agent acting for ana has what both may do", AccessScenes::agent));
  }

  static Map<String, Object> run(String model) {
    return Map.of("model", model, "input", CUSTOMER);
  }

  private static String lists(Stage stage) throws Difference {
    Map<String, List<String>> expected =
        Map.of(
            "ana",
            List.of(
                "deploy_model",
                "fetch_weights",
                "list_models",
                "read_metadata",
                "read_training_data",
                "run_model"),
            "ci-metadata",
            List.of("read_metadata"),
            "assistant-for-ana",
            List.of("list_models", "read_metadata", "run_model"));
    for (Map.Entry<String, List<String>> each : expected.entrySet()) {
      try (Caller caller = Caller.of(stage, each.getKey())) {
        List<String> shown = caller.tools();
        unless(shown.equals(each.getValue()), each.getKey() + " is shown " + shown);
      }
    }
    return "of six tools ana is shown 6, the agent acting for her 3, the CI job 1";
  }

  private static String allowed(Stage stage) throws Difference, IOException, InterruptedException {
    try (Caller ana = Caller.of(stage, "ana")) {
      JsonNode result = ana.call("run_model", run("churn-v3")).answered();
      JsonNode prediction = Truth.copies(result);
      unless(prediction.path("label").asString("").equals("high"), "answered " + prediction);
      List<String> steps = ana.steps(3);
      unless(steps.size() == 3, "told " + steps + " on the way");
      JsonNode card = ana.read("model://churn-v3/card").answered();
      unless(card.toString().contains("# churn-v3"), "the card says " + card);
      JsonNode prompt = ana.prompt("explain_model", Map.of("model", "churn-v3")).answered();
      unless(prompt.toString().contains("churn-v3"), "the prompt says " + prompt);
      return "churn-v3 answered with a score of "
          + prediction.path("score").asString()
          + ", after 3 progress notices; its card and a prompt came too";
    }
  }

  private static String otherModel(Stage stage) throws Difference {
    try (Caller ana = Caller.of(stage, "ana")) {
      Reply.Refused refused = unheard(stage, ana, "run_model", "fraud-v7").refused("denied");
      return "run_model fraud-v7 refused: "
          + refused.reason()
          + " (request "
          + refused.requestId()
          + "); the registry's journal has no such call";
    }
  }

  private static String question(Stage stage) throws Difference {
    try (Caller ana = Caller.of(stage, "ana")) {
      Map<String, Object> large =
          Map.of(
              "model",
              "churn-v3",
              "input",
              Map.of("customer", Map.of(), "options", Map.of("batch", 5000)));
      JsonNode result = ana.call("run_model", large).answered();
      unless(!result.path("isError").asBoolean(false), "the run failed: " + result);
      unless(ana.questions().size() == 1, "asked " + ana.questions());
      return "asked '" + ana.questions().getFirst() + "', she agreed, it ran";
    }
  }

  private static String job(Stage stage) throws Difference, IOException {
    try (Caller job = Caller.of(stage, "ci-metadata")) {
      JsonNode metadata =
          Truth.copies(job.call("read_metadata", Map.of("model", "churn-v3")).answered());
      Reply.Refused refused = unheard(stage, job, "run_model", "churn-v3").refused("denied");
      unheard(stage, job, "read_training_data", "churn-v3").refused("denied");
      return "read version "
          + metadata.path("version").asString()
          + "; run_model and read_training_data refused: "
          + refused.reason();
    }
  }

  private static String hidden(Stage stage) throws Difference {
    try (Caller job = Caller.of(stage, "ci-metadata")) {
      Reply.Refused hidden = job.call("list_models", Map.of()).refused();
      Reply.Refused unknown = job.call("no_such_tool", Map.of()).refused();
      unless(
          hidden.code().equals(unknown.code()) && hidden.reason().equals(unknown.reason()),
          "told apart: " + hidden + " and " + unknown);
      return "both: " + hidden.reason();
    }
  }

  private static String agent(Stage stage) throws Difference {
    try (Caller agent = Caller.of(stage, "assistant-for-ana")) {
      agent.call("run_model", run("churn-v3")).answered();
      unheard(stage, agent, "run_model", "fraud-v7").refused("denied");
      unheard(stage, agent, "read_training_data", "churn-v3").refused("denied");
      return "churn-v3 ran; fraud-v7 refused, which ana may not run; training data refused, which"
          + " the agent may not read";
    }
  }

  /** A call that the registry must not hear of, whatever the caller is told. */
  private static Reply unheard(Stage stage, Caller caller, String tool, String model)
      throws Difference {
    long before = stage.journal().count(tool, model);
    Reply reply = caller.call(tool, tool.equals("run_model") ? run(model) : Map.of("model", model));
    unless(stage.journal().count(tool, model) == before, "the registry heard of " + tool);
    return reply;
  }
}
