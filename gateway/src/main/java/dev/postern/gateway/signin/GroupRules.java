package dev.postern.gateway.signin;

import java.util.List;
import java.util.Map;

/**
 * How an issuer's groups become ours.
 *
 * @param claims where they are: a string or a list of strings each; a missing claim gives none, a
 *     malformed one refuses the token, because a rule may forbid by group
 * @param table the issuer's name to ours
 * @param unlisted what becomes of a group that the table does not have
 */
public record GroupRules(List<ClaimPath> claims, Map<String, String> table, Unlisted unlisted) {
  /** What becomes of groups without an entry in the table. */
  public enum Unlisted {
    /** They are left out. */
    DROPPED,
    /** They keep the issuer's name. */
    KEPT
  }

  /** No groups from the token. */
  public static final GroupRules NONE = new GroupRules(List.of(), Map.of(), Unlisted.DROPPED);

  public GroupRules {
    claims = List.copyOf(claims);
    table = Map.copyOf(table);
  }
}
