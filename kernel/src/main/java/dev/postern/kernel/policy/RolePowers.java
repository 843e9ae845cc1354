package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.PolicySet;
import java.util.ArrayList;
import java.util.List;

/** What a role adds, as people read it before they give it to somebody: the rules that name it. */
public final class RolePowers {
  private static final int MOST_RULES = 20;
  private static final int LONGEST_RULE = 400;

  private RolePowers() {}

  /**
   * The rules that name a role, a line each, in their order. Of more than {@value #MOST_RULES}
   * rules, and of a rule longer than {@value #LONGEST_RULE} characters, the beginning is given and
   * it is said that there is more.
   */
  public static List<String> of(PolicySet policies, String role) {
    String named = new EntityUid("Role", role).toString();
    List<String> naming =
        policies.policies().stream()
            .filter(policy -> policy.text().contains(named))
            .map(policy -> policy.id() + ": " + bounded(policy.text()))
            .toList();
    List<String> told = new ArrayList<>(naming.subList(0, Math.min(MOST_RULES, naming.size())));
    if (naming.isEmpty()) {
      told.add("no rule names this role");
    } else if (naming.size() > MOST_RULES) {
      told.add("and " + (naming.size() - MOST_RULES) + " rules more that are not shown");
    }
    return told;
  }

  private static String bounded(String rule) {
    return rule.length() <= LONGEST_RULE
        ? rule
        : rule.substring(0, LONGEST_RULE) + " ... (" + rule.length() + " characters)";
  }
}
