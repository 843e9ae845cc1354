package dev.postern.cli.policy;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.signin.AgentSettings;
import dev.postern.gateway.signin.Naming;
import dev.postern.gateway.signin.Ownership;
import dev.postern.gateway.signin.PartyRule;
import dev.postern.gateway.signin.PersonSettings;
import dev.postern.gateway.signin.SignInSettings;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Who a case speaks of, with the groups that the configuration gives them. */
final class Callers {
  /** Issues the identities of those whom the configuration knows by name alone. */
  private static final String NOWHERE = "urn:postern:policy-test";

  private final SignInSettings known;
  private final Set<String> groups;

  Callers(Configuration configuration) {
    this.known = configuration.signIn();
    this.groups = configuration.groups();
  }

  /** Who asks; empty after it was said why there is nobody. */
  Optional<Principal> principal(Case.As as, List<String> differences) {
    as.groups().stream()
        .flatMap(List::stream)
        .filter(group -> !groups.contains(group))
        .forEach(group -> differences.add("there is no group \"" + group + "\""));
    Optional<Party> subject =
        as.person().isPresent()
            ? person(as.person().get(), as.groups())
            : workload(as.workload().orElseThrow(), as.groups());
    if (subject.isEmpty()) {
      differences.add(
          "the configuration does not know \"%s\": say its groups, [] for none"
              .formatted(as.person().or(as::workload).orElseThrow()));
    }
    Optional<Party> agent = as.agent().flatMap(this::agent);
    if (as.agent().isPresent() && agent.isEmpty()) {
      differences.add("there is no agent \"" + as.agent().get() + "\"");
    }
    return subject
        .filter(one -> differences.isEmpty())
        .map(one -> new Principal(Stream.concat(agent.stream(), Stream.of(one)).toList()));
  }

  private Optional<Party> person(String name, Optional<List<String>> given) {
    Optional<PersonSettings> person =
        known.people().stream().filter(one -> one.name().equals(name)).findFirst();
    if (person.isEmpty() && given.isEmpty()) {
      return Optional.empty();
    }
    Identity identity =
        person.stream()
            .flatMap(one -> one.identities().stream())
            .min(Comparator.comparing(Identity::toString))
            .orElse(new Identity(NOWHERE, name));
    Set<String> all = new HashSet<>(given.orElse(List.of()));
    person.ifPresent(one -> all.addAll(one.groups()));
    return Optional.of(new Party(Party.Kind.PERSON, identity, name, all, Optional.empty()));
  }

  private Optional<Party> workload(String name, Optional<List<String>> given) {
    Optional<PartyRule.Workload> rule =
        known.issuers().stream()
            .flatMap(issuer -> issuer.parties().stream())
            .flatMap(one -> one instanceof PartyRule.Workload w ? Stream.of(w) : Stream.empty())
            .filter(one -> one.naming().equals(new Naming.Fixed(name)))
            .findFirst();
    if (rule.isEmpty() && given.isEmpty()) {
      return Optional.empty();
    }
    Set<String> all = new HashSet<>(given.orElse(List.of()));
    rule.ifPresent(one -> all.addAll(one.groups()));
    Optional<String> owner =
        rule.flatMap(one ->
            one.ownership() instanceof Ownership.Fixed(String person)
                ? Optional.of(person)
                : Optional.empty());
    return Optional.of(
        new Party(Party.Kind.WORKLOAD, new Identity(NOWHERE, name), name, all, owner));
  }

  private Optional<Party> agent(String name) {
    return known.agents().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .map(Callers::party);
  }

  private static Party party(AgentSettings agent) {
    return new Party(
        Party.Kind.AGENT,
        agent.identity(),
        agent.name(),
        agent.groups(),
        Optional.of(agent.owner()));
  }
}
