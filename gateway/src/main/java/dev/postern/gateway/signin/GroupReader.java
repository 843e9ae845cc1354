package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BAD_GROUPS;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads groups out of claims. */
final class GroupReader {
  private static final int MOST_GROUPS = 1024;
  private static final int LONGEST_GROUP = 256;

  private GroupReader() {}

  /** Our names of the groups that the claims tell of. */
  static Set<String> read(GroupRules rules, Claim.Members claims) throws FaultFound {
    Set<String> groups = new HashSet<>();
    for (ClaimPath path : rules.claims()) {
      demandHere(path, claims);
      Optional<Claim> claim = path.in(claims);
      for (Claim item : claim.map(GroupReader::items).orElse(List.of())) {
        named(rules, usable(item)).ifPresent(groups::add);
      }
      if (groups.size() > MOST_GROUPS) {
        throw new FaultFound(BAD_GROUPS);
      }
    }
    return groups;
  }

  /**
   * Some issuers leave out groups when there are many and say where to ask (OpenID Connect Core
   * 1.0, 5.6.2). Reading that as no groups would pass by every rule that forbids by group.
   */
  private static void demandHere(ClaimPath path, Claim.Members claims) throws FaultFound {
    if (claims.member("_claim_names").orElse(new Claim.Nothing()) instanceof Claim.Members names
        && names.member(path.members().getFirst()).isPresent()) {
      throw new FaultFound(BAD_GROUPS);
    }
  }

  private static List<Claim> items(Claim claim) {
    return claim instanceof Claim.Items(List<Claim> items) ? items : List.of(claim);
  }

  private static String usable(Claim item) throws FaultFound {
    return item.text()
        .filter(name ->
            !name.isEmpty()
                && name.length() <= LONGEST_GROUP
                && name.chars().noneMatch(Character::isISOControl))
        .orElseThrow(() -> new FaultFound(BAD_GROUPS));
  }

  private static Optional<String> named(GroupRules rules, String group) {
    String ours = rules.table().get(group);
    if (ours != null) {
      return Optional.of(ours);
    }
    return switch (rules.unlisted()) {
      case DROPPED -> Optional.empty();
      case KEPT -> Optional.of(group);
    };
  }
}
