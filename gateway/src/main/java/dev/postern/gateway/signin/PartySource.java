package dev.postern.gateway.signin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who vouches for parties, and what is made of what it says.
 *
 * @param id our short name for it; the first part of canonical names
 * @param issuer its identifier, the first half of identities
 * @param require conditions that must hold for all
 * @param parties what its subjects are
 * @param groups where groups come from
 */
record PartySource(
    String id,
    String issuer,
    List<ClaimCondition> require,
    List<PartyRule> parties,
    GroupRules groups) {
  private static final List<String> ALWAYS = List.of("sub", "act", "_claim_names");

  static PartySource of(IssuerSettings settings) {
    return new PartySource(
        settings.id(),
        settings.issuer(),
        settings.require(),
        settings.parties(),
        settings.groups());
  }

  static PartySource of(CertificateSettings settings) {
    return new PartySource(
        settings.id(), settings.issuer(), List.of(), settings.parties(), GroupRules.NONE);
  }

  /**
   * The members of claims that may be looked at to say who somebody is: of all others a {@link
   * PartyMapping} is shown nothing.
   */
  Set<String> reads() {
    Set<String> names = new HashSet<>(ALWAYS);
    require.forEach(condition -> names.add(first(condition.claim())));
    groups.claims().forEach(claim -> names.add(first(claim)));
    for (PartyRule rule : parties) {
      rule.when().forEach(condition -> names.add(first(condition.claim())));
      switch (rule.naming()) {
        case Naming.Vouched(ClaimPath claim) -> names.add(first(claim));
        case Naming.Canonical _, Naming.Fixed _ -> {}
      }
      switch (rule) {
        case PartyRule.Workload workload -> owner(workload.ownership(), names);
        case PartyRule.Person _ -> {}
      }
    }
    return Set.copyOf(names);
  }

  private static void owner(Ownership ownership, Set<String> names) {
    switch (ownership) {
      case Ownership.Fixed _ -> {}
      case Ownership.Named(ClaimPath claim) -> names.add(first(claim));
      case Ownership.Subject(ClaimPath claim) -> names.add(first(claim));
      case Ownership.Listed listed -> names.add(first(listed.claim()));
    }
  }

  private static String first(ClaimPath claim) {
    return claim.members().getFirst();
  }
}
