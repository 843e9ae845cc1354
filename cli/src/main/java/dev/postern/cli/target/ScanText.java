package dev.postern.cli.target;

import dev.postern.cli.Screen;
import dev.postern.gateway.inventory.Change;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import dev.postern.kernel.approval.Wording;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/**
 * A scan for people. What the target said stands in quotes and in characters that show, so that it
 * cannot pose as the gateway's words.
 */
final class ScanText {
  /** Of a longer description only its beginning is told. */
  private static final int SHOWN = 300;

  /** The keys of a target's file. */
  private static final Map<String, String> SECTIONS =
      Map.of("tool", "tools", "prompt", "prompts", "database", "databases");

  /** Facts that are digests of what a target says, by their name. */
  private static final Set<String> DIGESTS = Set.of("input", "output");

  private final PrintWriter out;

  ScanText(CommandLine at) {
    this.out = at.getOut();
  }

  void tell(Inventory now, JsonNode findings, Optional<Inventory> before, List<Change> changes) {
    out.println(now.target() + ": " + Wording.quoted(now.server(), SHOWN) + " offers " + sum(now));
    now.cuts().stream()
        .map(Inventory.Cut::why)
        .distinct()
        .forEach(why -> out.println("  not all of it was looked at: " + Screen.safe(why)));
    findings.forEach(finding -> finding(now, finding));
    before.ifPresent(old -> compared(old, changes));
    stanzas(findings);
    if (findings.isEmpty() && changes.isEmpty()) {
      out.println("  nothing is new, missing or otherwise");
    }
  }

  private static String sum(Inventory inventory) {
    List<String> parts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      long count = inventory.of(kind).count();
      if (count > 0 && kind != Kind.SERVER) {
        parts.add(count + " " + (count == 1 ? kind.word() : kind.word() + "s"));
      }
    }
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  private void finding(Inventory now, JsonNode finding) {
    String kind = finding.path("kind").asString("");
    String name = finding.path("name").asString("");
    out.println(
        "%s[%s] %s %s: %s"
            .formatted(
                Screen.safe(finding.path("level").asString("")),
                Screen.safe(finding.path("code").asString("")),
                Screen.safe(kind),
                Wording.quoted(name, SHOWN),
                Screen.safe(finding.path("what").asString(""))));
    Kind.named(kind).flatMap(of -> now.item(of, name)).ifPresent(this::facts);
    out.println("  = " + Screen.safe(finding.path("todo").asString("")));
  }

  private void facts(Item item) {
    item.facts()
        .forEach((fact, said) -> {
          if (!said.isEmpty() && !DIGESTS.contains(fact)) {
            out.println("  " + fact + " " + Wording.quoted(said, SHOWN));
          }
        });
  }

  private void compared(Inventory before, List<Change> changes) {
    out.println(
        "against " + before.taken() + ": " + (changes.isEmpty() ? "nothing is otherwise" : ""));
    for (Change change : changes) {
      out.println(
          "  %-8s %s %s%s"
              .formatted(
                  change.how().word(),
                  change.item().kind().word(),
                  Wording.quoted(change.item().name(), SHOWN),
                  change.facts().isEmpty() ? "" : ": other " + String.join(", ", change.facts())));
    }
  }

  private void stanzas(JsonNode findings) {
    Map<String, StringBuilder> sections = new LinkedHashMap<>();
    for (JsonNode finding : findings) {
      String stanza = finding.path("stanza").asString("");
      String key = SECTIONS.get(finding.path("kind").asString(""));
      if (!stanza.isEmpty() && key != null) {
        sections.computeIfAbsent(key, none -> new StringBuilder()).append(stanza);
      }
    }
    if (!sections.isEmpty()) {
      out.println("for the target's file:");
    }
    sections.forEach((key, stanza) -> {
      out.println(key + ":");
      stanza.toString().lines().map(Screen::safe).forEach(out::println);
    });
  }
}
