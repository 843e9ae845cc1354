package dev.postern.cli.requests;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Requests as the gateway tells them, fit for a terminal. */
final class Requests {
  private Requests() {}

  static JsonNode read(Gateway gateway, String id) throws Trouble {
    return gateway.ask("GET", path(id), Map.of());
  }

  static String path(String id) {
    return "/api/v1/requests/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String text(JsonNode node, String field) {
    return Screen.safe(node.path(field).asString(""));
  }

  /** Who must approve and who has: {@code dba 1 of 2}. */
  static String approvals(JsonNode request) {
    StringBuilder told = new StringBuilder();
    request
        .path("approvals")
        .forEach(approval ->
            told.append(told.isEmpty() ? "" : ", ")
                .append(text(approval, "reviewers"))
                .append(' ')
                .append(approval.path("given").asInt(0))
                .append(" of ")
                .append(approval.path("quorum").asInt(0)));
    return told.toString();
  }

  /** Everything that a reviewer has to know. */
  static void print(JsonNode request, PrintWriter out) {
    out.println("request   " + text(request, "id") + ", " + text(request, "state"));
    if (!text(request, "why").isEmpty()) {
      out.println("because   " + text(request, "why"));
    }
    out.println("asked by  " + text(request, "caller") + " at " + text(request, "asked"));
    out.println("until     " + text(request, "until"));
    out.println("target    " + text(request, "target"));
    out.println("effect    " + text(request, "effect"));
    request
        .path("masked")
        .forEach(field -> out.println("masked    " + Screen.safe(field.asString(""))));
    request
        .path("approvals")
        .forEach(approval ->
            out.println(
                "rule      "
                    + text(approval, "rule")
                    + " asks "
                    + text(approval, "reviewers")
                    + ": "
                    + approval.path("given").asInt(0)
                    + " of "
                    + approval.path("quorum").asInt(0)));
    request
        .path("votes")
        .forEach(vote ->
            out.println(
                "answer    "
                    + text(vote, "by")
                    + (vote.path("approves").asBoolean(false) ? " approved" : " denied")
                    + " at "
                    + text(vote, "at")
                    + said(vote)));
    out.println();
    // Lines are the gateway's own: the content of the operation has none that are not written out.
    request
        .path("text")
        .asString("")
        .lines()
        .forEach(line -> out.println("  " + Screen.safe(line)));
  }

  /** What the requester did before on this target; says so where that is not told. */
  static void printHistory(Gateway.Answer answer, PrintWriter out) {
    if (answer.status() != 200) {
      out.println("What they did before is not told: " + text(answer.body(), "reason"));
      return;
    }
    JsonNode history = answer.body();
    out.printf(
        "before    in seven days on %s: %d allowed, %d refused, %d put before people%n",
        text(history, "target"),
        history.path("allowed").asLong(0),
        history.path("refused").asLong(0),
        history.path("held").asLong(0));
    history
        .path("operations")
        .forEach(deed ->
            out.println(
                "  "
                    + text(deed, "at")
                    + "  "
                    + text(deed, "operation")
                    + ": "
                    + text(deed, "outcome")));
  }

  private static String said(JsonNode vote) {
    String comment = text(vote, "comment");
    return comment.isEmpty() ? "" : ": " + comment;
  }
}
