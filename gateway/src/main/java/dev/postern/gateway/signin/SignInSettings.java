package dev.postern.gateway.signin;

import dev.postern.kernel.identity.Identity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that sign-in is told by configuration.
 *
 * @param issuers the accepted issuers; ids and identifiers are unique
 * @param people people with several identities or with groups given here; an identity is one
 *     person's, a name occurs once
 * @param agents the agents that may act for others; one that is not listed is refused
 * @param certificates what certificates of clients mean; empty where they say of nobody who it is
 */
public record SignInSettings(
    List<IssuerSettings> issuers,
    List<PersonSettings> people,
    List<AgentSettings> agents,
    Optional<CertificateSettings> certificates) {
  /** Without certificates. */
  public SignInSettings(
      List<IssuerSettings> issuers, List<PersonSettings> people, List<AgentSettings> agents) {
    this(issuers, people, agents, Optional.empty());
  }

  public SignInSettings {
    issuers = List.copyOf(issuers);
    people = List.copyOf(people);
    agents = List.copyOf(agents);
    distinct(
        "issuer id",
        Stream.concat(
                issuers.stream().map(IssuerSettings::id),
                certificates.stream().map(CertificateSettings::id))
            .toList());
    distinct("issuer", issuers.stream().map(IssuerSettings::issuer).toList());
    distinct("person", people.stream().map(PersonSettings::name).toList());
    distinct("identity", people.stream().flatMap(p -> p.identities().stream()).toList());
    distinct("agent identity", agents.stream().map(AgentSettings::identity).toList());
  }

  Map<Identity, String> linkedNames() {
    Map<Identity, String> names = new HashMap<>();
    people.forEach(person -> person.identities().forEach(id -> names.put(id, person.name())));
    return Map.copyOf(names);
  }

  Map<String, Set<String>> groupsOfPeople() {
    Map<String, Set<String>> groups = new HashMap<>();
    people.forEach(person -> groups.put(person.name(), person.groups()));
    return Map.copyOf(groups);
  }

  Map<Identity, AgentSettings> agentsByIdentity() {
    Map<Identity, AgentSettings> byIdentity = new HashMap<>();
    agents.forEach(agent -> byIdentity.put(agent.identity(), agent));
    return Map.copyOf(byIdentity);
  }

  private static void distinct(String what, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw new IllegalArgumentException("the " + what + " " + value + " is there twice");
      }
    }
  }
}
