package dev.postern.gateway.signin;

import java.util.List;

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
}
