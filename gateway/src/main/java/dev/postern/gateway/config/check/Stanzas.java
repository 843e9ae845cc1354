package dev.postern.gateway.config.check;

import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lines for a target's file, ready to be pasted. What is only suggested stands in comments, so that
 * nobody puts a guess in force by pasting it. Whatever the target said stands in quotes, in ASCII.
 */
final class Stanzas {
  private static final int SHOWN = 8;
  private static final String READS = "readOnlyHint=true";

  private final Set<String> classes;
  private final Inventory inventory;

  /**
   * @param classes those that the configuration knows
   */
  Stanzas(Set<String> classes, Inventory inventory) {
    this.classes = new TreeSet<>(classes);
    this.inventory = inventory;
  }

  String tool(Item tool) {
    boolean reads = (tool.fact("hints") + ",").contains(READS + ",");
    String groups =
        reads
            ? "    groups: [read]  # the target says that it only reads; nobody has proven it\n"
            : "    groups: [write]  # the target does not say that it only reads\n";
    return "  " + quoted(tool.name()) + ":\n" + groups + fields(tool);
  }

  private String fields(Item tool) {
    String before = tool.name() + " ";
    List<String> paths =
        inventory
            .of(Kind.FIELD)
            .filter(field -> field.name().startsWith(before + "$"))
            .filter(field -> Sensitive.looks(field.name()) || field.fact("format").equals("email"))
            .map(field -> field.name().substring(before.length()))
            .limit(SHOWN)
            .toList();
    if (paths.isEmpty()) {
      return "";
    }
    StringBuilder lines = new StringBuilder();
    lines.append("    # suggested by their names alone; classes here: ");
    lines.append(classes.isEmpty() ? "none yet" : String.join(", ", classes)).append('\n');
    lines.append("    # fields:\n");
    String classed = classes.size() == 1 ? classes.iterator().next() : "CLASS";
    for (String path : paths) {
      lines.append("    #   ").append(quoted(path)).append(": ").append(classed).append('\n');
    }
    return lines.toString();
  }

  String prompt(Item prompt) {
    return "  " + quoted(prompt.name()) + ": {}\n";
  }

  String database(Item database) {
    String known = classes.isEmpty() ? "" : "  # classes here: " + String.join(", ", classes);
    return "  " + quoted(database.name()) + ": {classes: []}" + known + "\n";
  }

  /** A YAML scalar in double quotes (YAML 1.2, 7.3.1), every character of it visible. */
  static String quoted(String text) {
    if (text.matches("[A-Za-z_][A-Za-z0-9_]{0,60}") && !word(text)) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        quoted.append(c);
      } else {
        quoted.append("\\u%04x".formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }

  /** Whether a reader of YAML could take it for something else than a text. */
  private static boolean word(String text) {
    return Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n")
        .contains(text.toLowerCase(Locale.ROOT));
  }

  /** A list of names, of which only the first are told. */
  static String some(List<String> names) {
    String told = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() <= SHOWN ? told : told + " and " + (names.size() - SHOWN) + " more";
  }
}
