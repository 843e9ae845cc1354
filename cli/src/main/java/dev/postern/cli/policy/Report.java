package dev.postern.cli.policy;

import dev.postern.cli.Screen;
import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.config.yaml.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** How results are printed: for people, problems on standard error; or as one JSON document. */
final class Report {
  private final CommandLine at;
  private final boolean json;

  Report(CommandLine at, boolean json) {
    this.at = at;
    this.json = json;
  }

  /** What is wrong and what is doubtful. */
  void problems(List<Problem> problems, List<Problem> warnings) {
    if (json) {
      document(
          Map.of(
              "usable", problems.isEmpty(),
              "problems", problems.stream().map(Report::object).toList(),
              "warnings", warnings.stream().map(Report::object).toList()));
      return;
    }
    problems.forEach(problem -> at.getErr().println(Screen.safe(problem.toString())));
    warnings.forEach(problem -> at.getErr().println("warning: " + Screen.safe(problem.toString())));
    if (!problems.isEmpty()) {
      at.getErr().println("postern: " + count(problems.size(), "problem") + " to mend");
    }
  }

  /** What became of the cases. */
  void trials(List<Trial> trials) {
    if (json) {
      document(
          Map.of(
              "passed", trials.stream().allMatch(Trial::passed),
              "cases", trials.stream().map(Report::object).toList()));
      return;
    }
    for (Trial trial : trials) {
      String verdict = trial.passed() ? "ok    " : "DIFFERS ";
      at.getOut().println(verdict + Screen.safe(trial.name()));
      for (String difference : trial.differences()) {
        at.getOut().println("      " + Screen.safe(trial.place() + ": " + difference));
      }
    }
    long differing = trials.stream().filter(trial -> !trial.passed()).count();
    at.getOut().println(count(trials.size(), "case") + ", " + differing + " differ");
  }

  private void document(Map<String, Object> document) {
    at.getOut().println(new JsonMapper().writeValueAsString(document));
  }

  private static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static Map<String, Object> object(Problem problem) {
    Map<String, Object> object = place(problem.place());
    object.put("key", problem.key());
    object.put("what", problem.what());
    object.put("expected", problem.expected());
    return object;
  }

  private static Map<String, Object> object(Trial trial) {
    Map<String, Object> object = place(trial.place());
    object.put("name", trial.name());
    object.put("passed", trial.passed());
    object.put("differences", trial.differences());
    return object;
  }

  private static Map<String, Object> place(Place place) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", place.file());
    object.put("line", place.line());
    object.put("column", place.column());
    return object;
  }
}
