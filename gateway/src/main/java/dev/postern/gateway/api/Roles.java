package dev.postern.gateway.api;

import dev.postern.kernel.policy.GatewayRole;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each role over the gateway itself may do, as rules. */
public final class Roles {
  /** What every role may do beside its own. */
  private static final Set<String> ALL = Set.of("list-targets");

  private static final Map<GatewayRole, Set<String>> ACTIONS =
      Map.of(
          GatewayRole.USER,
          Set.of(),
          GatewayRole.REVIEWER,
          Set.of(),
          GatewayRole.AUDITOR,
          Set.of(
              "list-locks",
              "list-all-grants",
              "list-sessions",
              "read-session",
              "read-recording",
              "export-session",
              "list-operations",
              "explain-policy",
              "list-unused-rules",
              "explain-operation"),
          GatewayRole.POLICY_AUTHOR,
          Set.of(
              "reload",
              "list-locks",
              "explain-policy",
              "list-unused-rules",
              "explain-operation",
              "scan-target"),
          GatewayRole.ADMINISTRATOR,
          Set.of(
              "reload",
              "drain",
              "watch-drain",
              "list-locks",
              "lock",
              "unlock",
              "list-all-grants",
              "revoke-grant",
              "list-sessions",
              "read-session",
              "list-operations",
              "erase-recordings",
              "scan-target"));

  /**
   * What no role gives, because it gives access: an operator permits it beside the rule that says
   * who must approve.
   */
  public static final Set<String> LEFT_TO_RULES = Set.of("request-role", "renew-grant");

  private Roles() {}

  /** The actions that a role gives. */
  static Set<String> actions(GatewayRole role) {
    return Stream.concat(ALL.stream(), ACTIONS.getOrDefault(role, Set.of()).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One permit for each role. */
  static String rules() {
    return Stream.of(GatewayRole.values()).map(Roles::rule).collect(Collectors.joining("\n"));
  }

  private static String rule(GatewayRole role) {
    String actions =
        actions(role).stream()
            .map("    postern::Action::\"%s\""::formatted)
            .collect(Collectors.joining(",\n"));
    return """
    @id("postern:role-%s")
    permit (
      principal in Role::"%s",
      action in [
    %s
      ],
      resource == Gateway::"postern"
    );
    """
        .formatted(role.word(), role.word(), actions);
  }
}
