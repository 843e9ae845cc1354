package dev.postern.gateway.signin;

/** How a party gets the name that policy, locks and the ledger use. */
public sealed interface Naming {
  /**
   * By identity: the issuer's id, a colon, the subject. Such a name cannot be claimed by another
   * issuer, because no other naming yields a colon.
   */
  record Canonical() implements Naming {}

  /**
   * By a claim that the issuer is configured to vouch for. Two issuers that vouch for the same name
   * speak of the same party, so the claim must be one that its users cannot set.
   */
  record Vouched(ClaimPath claim) implements Naming {}

  /** Always the same, for an issuer or a condition that only one workload meets. */
  record Fixed(String name) implements Naming {
    public Fixed {
      if (!PartyNames.acceptable(name)) {
        throw new IllegalArgumentException("not a usable name: " + name);
      }
    }
  }
}
