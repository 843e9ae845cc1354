package dev.postern.cli.grants;

import dev.postern.cli.Screen;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Grants as the gateway tells them, fit for a terminal. */
final class Grants {
  private Grants() {}

  static String path(String id) {
    return "/api/v1/grants/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String text(JsonNode node, String field) {
    return Screen.safe(node.path(field).asString(""));
  }

  /** What the gateway is told of a time: exactly one of them. */
  static Map<String, Object> time(Times times) {
    Map<String, Object> body = new TreeMap<>();
    times.lasting().ifPresent(time -> body.put("for", time));
    times.until().ifPresent(moment -> body.put("until", moment));
    return body;
  }

  /** A grant in one line: what, where, until when, under which conditions. */
  static String line(JsonNode grant) {
    String window = text(grant, "window");
    String budget = budget(grant);
    return text(grant, "role")
        + " on "
        + text(grant, "target")
        + " until "
        + text(grant, "until")
        + (window.isEmpty() ? "" : ", " + window)
        + (budget.isEmpty() ? "" : ", " + budget);
  }

  /** What is used of its budget: {@code 3 of 10 operations}. */
  static String budget(JsonNode grant) {
    StringBuilder told = new StringBuilder();
    grant
        .path("budget")
        .propertyStream()
        .forEach(bound ->
            told.append(told.isEmpty() ? "" : ", ")
                .append(bound.getValue().path("used").asLong(0))
                .append(" of ")
                .append(bound.getValue().path("of").asLong(0))
                .append(' ')
                .append(Screen.safe(bound.getKey())));
    return told.toString();
  }

  static void print(JsonNode grant, PrintWriter out) {
    out.println("grant     " + text(grant, "id") + ", " + text(grant, "state"));
    if (!text(grant, "why").isEmpty()) {
      out.println("because   " + text(grant, "why") + ", at " + text(grant, "ended"));
    }
    out.println("person    " + text(grant, "person"));
    out.println("role      " + text(grant, "role") + " on " + text(grant, "target"));
    out.println("from      " + text(grant, "from"));
    out.println("until     " + text(grant, "until"));
    if (!text(grant, "window").isEmpty()) {
      out.println("hours     " + text(grant, "window"));
    }
    if (!budget(grant).isEmpty()) {
      out.println("used      " + budget(grant));
    }
    out.println("reason    " + text(grant, "reason"));
    out.println("request   " + text(grant, "request"));
  }
}
