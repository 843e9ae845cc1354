package dev.postern.gateway.signin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a sign-in desk that are in force, and what was made of them. What did not change
 * with them goes on.
 *
 * @param issuers by identifier
 * @param owners whose client certificates are; empty where none are taken
 * @param epoch ends with the whole
 */
record Known(
    SignInSettings settings,
    Map<String, Issuer> issuers,
    Optional<CertificateOwners> owners,
    Epoch epoch) {
  /** The first. */
  static Known first(SignInSettings settings, SignInDesk.Tools tools) {
    return new Known(settings, Map.of(), Optional.empty(), new Epoch())
        .next(settings, tools, false);
  }

  /**
   * What other settings make. Issuers that did not change are the same ones; a change to people or
   * agents makes all of them anew.
   */
  Known next(SignInSettings next, SignInDesk.Tools tools) {
    return next(
        next,
        tools,
        next.people().equals(settings.people()) && next.agents().equals(settings.agents()));
  }

  private Known next(SignInSettings next, SignInDesk.Tools tools, boolean sameParties) {
    return new Known(
        next,
        issuers(next, tools, sameParties),
        owners(next, sameParties ? owners : Optional.empty()),
        new Epoch());
  }

  /** Ends the epochs of this, and of what of it does not go on. */
  void endWhatIsNotIn(Known next) {
    epoch.end();
    owners
        .filter(old -> next.owners().stream().noneMatch(now -> now == old))
        .ifPresent(old -> old.epoch().end());
    for (Issuer issuer : issuers.values()) {
      if (next.issuers().get(issuer.settings().issuer()) != issuer) {
        issuer.epoch().end();
      }
    }
  }

  private Map<String, Issuer> issuers(
      SignInSettings next, SignInDesk.Tools tools, boolean sameParties) {
    Map<String, Issuer> made = new HashMap<>();
    for (IssuerSettings one : next.issuers()) {
      Issuer old = issuers.get(one.issuer());
      boolean same = sameParties && old != null && old.settings().equals(one);
      made.put(one.issuer(), same ? old : issuer(one, next, tools));
    }
    return Map.copyOf(made);
  }

  private static Optional<CertificateOwners> owners(
      SignInSettings settings, Optional<CertificateOwners> before) {
    return settings
        .certificates()
        .map(wanted ->
            before
                .filter(old -> old.settings().equals(wanted))
                .orElseGet(() ->
                    new CertificateOwners(
                        wanted, new PartyMapping(PartySource.of(wanted), settings), new Epoch())));
  }

  private static Issuer issuer(
      IssuerSettings settings, SignInSettings all, SignInDesk.Tools tools) {
    IssuerKeys.Bounds bounds =
        new IssuerKeys.Bounds(tools.times(), tools.limits().waitingForKeys());
    return new Issuer(
        settings,
        new IssuerKeys(settings, tools.fetch(), bounds, tools.clock()),
        new PartyMapping(PartySource.of(settings), all),
        new Epoch(),
        words(settings, tools));
  }

  private static Issuer.Words words(IssuerSettings settings, SignInDesk.Tools tools) {
    SignInDesk.Asking asking = tools.asking();
    Introspection.Means means =
        new Introspection.Means(
            asking.ask(),
            new Discovery(tools.fetch(), tools.times()),
            tools.limits(),
            asking.nanos(),
            asking.changed());
    Freshness freshness = settings.freshness();
    return new Issuer.Words(
        freshness.introspection().map(how -> new Introspection(settings, how, means)),
        new Claimants(
            freshness.newest(), settings.rules().longestLife(), tools.limits().cachedTokens()),
        asking.changed());
  }
}
