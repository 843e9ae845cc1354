package dev.postern.gateway.signin;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    return new Known(settings, Map.of(), Optional.empty(), new Epoch()).next(settings, tools);
  }

  /**
   * What other settings make. An issuer that differs in nothing but what its claims mean goes on,
   * with its keys and what it has proven.
   */
  Known next(SignInSettings next, SignInDesk.Tools tools) {
    Map<String, Issuer> made = new HashMap<>();
    for (IssuerSettings one : next.issuers()) {
      made.put(
          one.issuer(),
          Optional.ofNullable(issuers.get(one.issuer()))
              .flatMap(old -> old.on(one))
              .orElseGet(() -> issuer(one, next, tools)));
    }
    return new Known(next, Map.copyOf(made), ownersOf(next), new Epoch());
  }

  private Optional<CertificateOwners> ownersOf(SignInSettings next) {
    return next.certificates()
        .map(wanted ->
            owners
                .flatMap(old -> old.on(wanted))
                .orElseGet(() ->
                    new CertificateOwners(
                        wanted,
                        new Meaning(new PartyMapping(PartySource.of(wanted), next)),
                        new Epoch())));
  }

  /**
   * Puts this in force behind a former one. When it returns, nothing holds that these settings
   * would not make the same of, and what did not go on has ended.
   */
  void succeed(Known former) {
    takeOver(former);
    settle();
  }

  /**
   * Puts all of it in force and asks nobody, so that no issuer's people are waited for under the
   * former rules of another: who asks is answered by these settings.
   */
  void takeOver(Known former) {
    former.epoch.end();
    Set<Epoch> going = new HashSet<>();
    issuers.values().forEach(issuer -> going.add(issuer.epoch()));
    owners.ifPresent(now -> going.add(now.epoch()));
    Stream.concat(
            former.issuers.values().stream().map(Issuer::epoch),
            former.owners.stream().map(CertificateOwners::epoch))
        .filter(epoch -> !going.contains(epoch))
        .forEach(Epoch::end);
    issuers.values().forEach(now -> now.meaning().become(PartySource.of(now.settings()), settings));
    owners.ifPresent(now -> now.meaning().become(PartySource.of(now.settings()), settings));
  }

  /** Has what ended by it be over for good. */
  private void settle() {
    issuers
        .values()
        .forEach(now -> {
          now.words().claimants().settle(now.meaning());
          now.meaning().settle();
        });
    owners.ifPresent(now -> now.meaning().settle());
  }

  private Issuer issuer(IssuerSettings settings, SignInSettings all, SignInDesk.Tools tools) {
    IssuerKeys.Bounds bounds =
        new IssuerKeys.Bounds(tools.times(), tools.limits().waitingForKeys());
    return new Issuer(
        settings,
        new IssuerKeys(settings, tools.fetch(), bounds, tools.clock()),
        new Meaning(new PartyMapping(PartySource.of(settings), all)),
        new Epoch(),
        words(settings, tools));
  }

  private Issuer.Words words(IssuerSettings settings, SignInDesk.Tools tools) {
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
        claimants(settings, tools),
        asking.changed());
  }

  /** What a newer token took stays taken, however its issuer's tokens are looked at now. */
  private Claimants claimants(IssuerSettings settings, SignInDesk.Tools tools) {
    Issuer former = issuers.get(settings.issuer());
    return former == null
        ? new Claimants(
            settings.freshness().newest(),
            settings.rules().longestLife(),
            tools.limits().cachedTokens())
        : former.words().claimants().on(settings);
  }
}
