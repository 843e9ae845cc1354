package dev.postern.cli.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What explains a rule, for people. */
final class ExplainText {
  private ExplainText() {}

  /** The lines that tell an answer. */
  static List<String> of(JsonNode told) {
    List<String> lines = new ArrayList<>();
    if (told.has("may")) {
      who(told, lines);
    } else if (told.has("asks")) {
      why(told, lines);
    } else {
      unused(told, lines);
    }
    return lines;
  }

  private static void who(JsonNode told, List<String> lines) {
    lines.add(
        "%s on %s, at %s"
            .formatted(text(told, "action"), text(told, "resource"), text(told, "at")));
    for (JsonNode one : told.path("may")) {
      String approval =
          text(one, "answer").equals("hold")
              ? ", once approved by "
                  + joined(
                      one.path("approval"),
                      each -> each.path("quorum").asString() + " of " + text(each, "reviewers"))
              : "";
      String name = text(one, "name");
      String in = joined(one.path("in"), JsonNode::asString);
      String held = in.isEmpty() ? "" : text(one, "kind").equals("role") ? "held by " : "in ";
      lines.add("  may: " + text(one, "kind") + (name.isEmpty() ? "" : " " + name) + approval);
      if (!in.isEmpty()) {
        lines.add("       " + held + in);
      } else if (text(one, "kind").equals("role")) {
        lines.add("       held by nobody now");
      }
      lines.add("       by " + rules(one.path("rules")));
      if (!one.path("masked").isEmpty()) {
        lines.add(
            "       hidden: "
                + joined(
                    one.path("masked"),
                    each ->
                        "%s (%s, %s)"
                            .formatted(
                                text(each, "path"), text(each, "class"), text(each, "mask"))));
      }
    }
    if (told.path("may").isEmpty()) {
      lines.add("  nobody may");
    }
    lines.add(
        "  refused: " + told.path("refused").asString() + " others whom the configuration names");
  }

  private static void why(JsonNode told, List<String> lines) {
    lines.add(
        "%s at %s: %s asked %s for %s"
            .formatted(
                text(told, "request"),
                text(told, "at"),
                text(told, "caller"),
                text(told, "target"),
                text(told, "operation")));
    JsonNode then = told.path("then");
    String reason = text(then, "reason");
    lines.add(
        "  then: "
            + text(then, "answer")
            + by(then)
            + (reason.isEmpty() ? "" : " (" + reason + ")"));
    boolean same = told.path("same").booleanValue(false);
    JsonNode now = told.path("now");
    lines.add(
        same
            ? "  the rules of now say the same"
            : "  the rules of now say: " + text(now, "answer") + by(now));
    told.path("missing").forEach(one -> lines.add("  not known: " + one.asString()));
    for (JsonNode ask : told.path("asks")) {
      lines.add(
          "  %s, in %s"
              .formatted(
                  text(ask, "who"),
                  ask.path("in").isEmpty()
                      ? "nothing"
                      : joined(ask.path("in"), JsonNode::asString)));
      lines.add("    asked: " + text(ask, "action") + " on " + text(ask, "resource"));
      ask.path("hold")
          .forEach(rule -> lines.add("    " + text(rule, "effect") + " holds: " + rule(rule)));
      ask.path("erred")
          .forEach(rule -> {
            lines.add("    " + text(rule, "effect") + " could not be evaluated: " + rule(rule));
            conditions(rule, lines);
          });
      ask.path("nearest")
          .forEach(rule -> {
            lines.add("    near permit: " + rule(rule));
            rule.path("needs").forEach(need -> lines.add("      needs " + need.asString()));
            conditions(rule, lines);
          });
      if (ask.path("hold").isEmpty() && ask.path("nearest").isEmpty()) {
        lines.add("    no rule speaks of this action on this resource");
      }
    }
  }

  private static void conditions(JsonNode rule, List<String> lines) {
    for (JsonNode term : rule.path("conditions")) {
      String word =
          switch (text(term, "outcome")) {
            case "failed" -> "is false: ";
            case "fault" -> "cannot be evaluated: ";
            default -> "was not reached: ";
          };
      String fault = text(term, "fault");
      lines.add(
          "      line "
              + term.path("line").asString()
              + " "
              + word
              + text(term, "text")
              + (fault.isEmpty() ? "" : " (" + fault + ")"));
      term.path("values")
          .properties()
          .forEach(value ->
              lines.add("        " + value.getKey() + " was " + value.getValue().asString()));
    }
  }

  private static void unused(JsonNode told, List<String> lines) {
    lines.add(
        "%s decisions since %s; the ledger begins %s"
            .formatted(
                told.path("decisions").asString(),
                text(told, "since"),
                told.has("kept-since") ? text(told, "kept-since") : "with nothing"));
    if (!told.path("whole").booleanValue(true)) {
      lines.add("  not all of them were counted: ask for fewer days");
    }
    told.path("unused").forEach(rule -> lines.add("  named by none: " + rule(rule)));
    told.path("untold")
        .forEach(rule -> lines.add("  not told by the ledger (it only reveals): " + rule(rule)));
    told.path("used")
        .forEach(rule ->
            lines.add("  named " + rule.path("named").asString() + " times: " + rule(rule)));
    lines.add(
        "  An entry names the rules that determined it: not a permit that a forbid beat, and not"
            + " what hides entries of lists.");
  }

  private static String by(JsonNode decided) {
    return decided.path("rules").isEmpty() ? " by no rule" : " by " + rules(decided.path("rules"));
  }

  private static String rules(JsonNode rules) {
    return joined(rules, ExplainText::rule);
  }

  private static String rule(JsonNode rule) {
    return rule.has("file")
        ? "%s (%s:%s)".formatted(text(rule, "id"), text(rule, "file"), rule.path("line").asString())
        : text(rule, "id") + " (no longer among the rules)";
  }

  private static String joined(JsonNode list, Function<JsonNode, String> each) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(each)
        .collect(Collectors.joining(", "));
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).stringValue("");
  }
}
