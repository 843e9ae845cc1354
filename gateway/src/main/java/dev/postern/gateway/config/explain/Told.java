package dev.postern.gateway.config.explain;

import dev.postern.gateway.config.Configuration;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.policy.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Rules and decisions as JSON trees. */
final class Told {
  /** A quoted name behind what can have one: {@code context["input"]}, not a set of one text. */
  private static final Pattern NAME = Pattern.compile("(?<=[\\w\\]])\\[\"([A-Za-z_]\\w*)\"\\]");

  private static final Pattern HAS = Pattern.compile(" has \"([A-Za-z_]\\w*)\"");

  private Told() {}

  /** Rules by id, each with its place. */
  static List<Map<String, Object>> rules(Configuration configuration, List<String> ids) {
    return ids.stream()
        .map(id -> configuration.policies().policy(id).map(Told::rule).orElse(Map.of("id", id)))
        .toList();
  }

  /** A rule with its place. */
  static Map<String, Object> rule(Policy policy) {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("id", policy.id());
    rule.put("file", policy.at().file());
    rule.put("line", policy.at().line());
    return rule;
  }

  /** A decision in its word. */
  static String answer(Decision decision) {
    return switch (decision) {
      case Decision.Allow allow -> "allow";
      case Decision.Hold hold -> "hold";
      case Decision.Deny deny -> "deny";
    };
  }

  /** Cedar text as its authors write it. */
  static String text(String printed) {
    String dotted = NAME.matcher(printed).replaceAll(".$1");
    String plain = HAS.matcher(dotted).replaceAll(" has $1");
    return plain.startsWith("(") && plain.endsWith(")")
        ? plain.substring(1, plain.length() - 1)
        : plain;
  }
}
