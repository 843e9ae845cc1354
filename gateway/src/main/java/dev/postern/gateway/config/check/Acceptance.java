package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What authors say that they mean so: {@code @accept("permits-anybody: everybody may look")} on a
 * rule, more codes behind semicolons. Errors cannot be accepted: a load refuses them.
 */
final class Acceptance {
  private static final String MARK = "accept";

  private Acceptance() {}

  /** The findings, those that were accepted with the reason. */
  static List<Finding> of(List<Finding> findings, List<Policy> policies, Notes notes) {
    Map<String, Map<Code, String>> reasons = new HashMap<>();
    for (Policy policy : policies) {
      policy
          .annotation(MARK)
          .ifPresent(text -> reasons.put(policy.id(), read(policy, text, notes)));
    }
    Map<String, Set<Code>> used = new HashMap<>();
    List<Finding> told = new ArrayList<>();
    for (Finding finding : findings) {
      String rule = finding.rule().orElse("");
      Optional<String> reason =
          Optional.ofNullable(reasons.getOrDefault(rule, Map.of()).get(finding.code()))
              .filter(text -> finding.code().level() != Code.Level.ERROR);
      reason.ifPresent(
          text -> used.computeIfAbsent(rule, id -> new HashSet<>()).add(finding.code()));
      told.add(reason.map(finding::accepted).orElse(finding));
    }
    for (Policy policy : policies) {
      reasons
          .getOrDefault(policy.id(), Map.of())
          .keySet()
          .forEach(code -> {
            if (!used.getOrDefault(policy.id(), Set.of()).contains(code)) {
              notes.add(
                  Code.ACCEPT,
                  policy,
                  policy.at(),
                  "@accept speaks of " + code.word() + ", which is not found here",
                  "take it out");
            }
          });
    }
    return told;
  }

  private static Map<Code, String> read(Policy policy, String text, Notes notes) {
    Map<Code, String> reasons = new HashMap<>();
    for (String part : text.split(";", -1)) {
      int colon = part.indexOf(':');
      Optional<Code> code =
          colon < 0 ? Optional.empty() : Code.named(part.substring(0, colon).strip());
      String reason = part.substring(colon + 1).strip();
      if (code.isEmpty() || reason.isEmpty()) {
        notes.add(
            Code.ACCEPT,
            policy,
            policy.at(),
            "@accept is not understood",
            "write the code of a finding and why it is meant so: @accept(\"permits-anybody:"
                + " everybody may look\")");
      } else {
        reasons.put(code.get(), reason);
      }
    }
    return reasons;
  }
}
