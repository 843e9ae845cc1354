package dev.postern.cli.doctor;

import dev.postern.cli.Screen;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells what was found: to a person, in colour only on a terminal, or as JSON. */
final class DoctorReport {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final PrintWriter out;
  private final boolean json;
  private final boolean colour;

  DoctorReport(PrintWriter out, boolean json) {
    this(
        out,
        json,
        System.console() != null
            && System.console().isTerminal()
            && System.getenv("NO_COLOR") == null);
  }

  DoctorReport(PrintWriter out, boolean json, boolean colour) {
    this.out = out;
    this.json = json;
    this.colour = colour;
  }

  void checks(List<Check> checks) {
    checks.forEach(check -> out.println(String.format("%-22s %s", check.id(), check.about())));
    out.flush();
  }

  void results(List<Examination.Result> results) {
    if (json) {
      out.println(document(results));
    } else {
      results.forEach(this::line);
      Map<Finding.Level, Long> counts = Examination.counted(results);
      out.println(
          String.format(
              "%d looks: %d ok, %d warnings, %d problems, %d not looked at",
              results.size(),
              counts.getOrDefault(Finding.Level.OK, 0L),
              counts.getOrDefault(Finding.Level.WARNING, 0L),
              counts.getOrDefault(Finding.Level.PROBLEM, 0L),
              counts.getOrDefault(Finding.Level.SKIPPED, 0L)));
    }
    out.flush();
  }

  private void line(Examination.Result result) {
    Finding finding = result.finding();
    String subject = result.subject().isEmpty() ? "" : " " + result.subject();
    out.println(
        mark(finding.level())
            + " "
            + result.check()
            + Screen.safe(subject)
            + ": "
            + Screen.safe(finding.what()));
    if (!finding.advice().isEmpty()) {
      out.println("          " + Screen.safe(finding.advice()));
    }
  }

  private String mark(Finding.Level level) {
    String word = String.format("%-9s", told(level));
    if (!colour) {
      return word;
    }
    String sequence =
        switch (level) {
          case OK -> "\u001b[32m";
          case SKIPPED -> "\u001b[2m";
          case WARNING -> "\u001b[33m";
          case PROBLEM -> "\u001b[1;31m";
        };
    return sequence + word + "\u001b[0m";
  }

  private static String document(List<Examination.Result> results) {
    ObjectNode document = JSON.createObjectNode();
    Examination.counted(results).forEach((level, count) -> document.put(told(level), count));
    ArrayNode found = document.putArray("results");
    for (Examination.Result each : results) {
      ObjectNode result = found.addObject();
      result.put("check", each.check());
      result.put("subject", each.subject());
      result.put("level", told(each.finding().level()));
      result.put("what", each.finding().what());
      result.put("advice", each.finding().advice());
    }
    return JSON.writeValueAsString(document);
  }

  private static String told(Finding.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
