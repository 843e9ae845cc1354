package dev.postern.gateway.config.explain;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.signin.AgentSettings;
import dev.postern.gateway.signin.Naming;
import dev.postern.gateway.signin.Ownership;
import dev.postern.gateway.signin.PartyRule;
import dev.postern.gateway.signin.PersonSettings;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.policy.Assignment;
import dev.postern.kernel.policy.Assignment.Holder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Everybody whom a configuration speaks of, and stand-ins for those whom it knows by a group. */
final class Roll {
  /** Issues the identities of stand-ins. */
  private static final String NOWHERE = "urn:postern:explain";

  /** Nobody can be called so. */
  private static final String SOMEBODY = "\u0000somebody";

  private Roll() {}

  /**
   * Somebody who may ask.
   *
   * @param kind {@code anybody}, {@code group}, {@code role}, {@code person}, {@code workload} or
   *     {@code agent}
   * @param party who is put in their place
   * @param holds a role that they hold where they ask, beside those of the configuration
   * @param told who holds it, for a role; what they are in, for others
   */
  record Caller(
      String kind, String name, Party party, Optional<Assignment> holds, List<String> told) {}

  static List<Caller> of(Configuration configuration, String target, Instant at) {
    List<Caller> roll = new ArrayList<>();
    roll.add(new Caller("anybody", "", somebody(Set.of()), Optional.empty(), List.of()));
    for (String group : new TreeSet<>(configuration.groups())) {
      roll.add(
          new Caller(
              "group", group, somebody(Set.of(group)), Optional.empty(), in(configuration, group)));
    }
    for (String role : new TreeSet<>(configuration.roles())) {
      Assignment held =
          new Assignment(
              role,
              new Holder.Named(Party.Kind.PERSON, SOMEBODY),
              target,
              Optional.empty(),
              Optional.empty());
      roll.add(
          new Caller(
              "role",
              role,
              somebody(Set.of()),
              Optional.of(held),
              holders(configuration, role, target, at)));
    }
    for (PersonSettings person : configuration.signIn().people()) {
      Identity identity =
          person.identities().stream().findFirst().orElse(new Identity(NOWHERE, person.name()));
      Party party =
          new Party(Party.Kind.PERSON, identity, person.name(), person.groups(), Optional.empty());
      roll.add(
          new Caller("person", person.name(), party, Optional.empty(), sorted(person.groups())));
    }
    configuration.signIn().issuers().stream()
        .flatMap(issuer -> issuer.parties().stream())
        .forEach(rule -> workload(rule).ifPresent(roll::add));
    configuration.signIn().agents().forEach(agent -> roll.add(agent(agent)));
    return roll;
  }

  private static Optional<Caller> workload(PartyRule rule) {
    if (!(rule instanceof PartyRule.Workload workload)
        || !(workload.naming() instanceof Naming.Fixed(String name))) {
      return Optional.empty();
    }
    Optional<String> owner =
        workload.ownership() instanceof Ownership.Fixed(String person)
            ? Optional.of(person)
            : Optional.empty();
    Party party =
        new Party(Party.Kind.WORKLOAD, new Identity(NOWHERE, name), name, workload.groups(), owner);
    return Optional.of(
        new Caller("workload", name, party, Optional.empty(), sorted(workload.groups())));
  }

  private static Caller agent(AgentSettings agent) {
    Party party =
        new Party(
            Party.Kind.AGENT,
            agent.identity(),
            agent.name(),
            agent.groups(),
            Optional.of(agent.owner()));
    return new Caller("agent", agent.name(), party, Optional.empty(), sorted(agent.groups()));
  }

  private static Party somebody(Set<String> groups) {
    return new Party(
        Party.Kind.PERSON, new Identity(NOWHERE, "somebody"), SOMEBODY, groups, Optional.empty());
  }

  private static List<String> in(Configuration configuration, String group) {
    return configuration.signIn().people().stream()
        .filter(person -> person.groups().contains(group))
        .map(person -> "person " + person.name())
        .sorted()
        .toList();
  }

  private static List<String> holders(
      Configuration configuration, String role, String target, Instant at) {
    return configuration.assignments().stream()
        .filter(one -> one.role().equals(role) && one.target().equals(target) && one.holdsAt(at))
        .map(one -> told(one.holder()) + one.until().map(until -> " until " + until).orElse(""))
        .sorted()
        .toList();
  }

  private static String told(Holder holder) {
    return switch (holder) {
      case Holder.Named(Party.Kind kind, String name) ->
          kind.name().toLowerCase(Locale.ROOT) + " " + name;
      case Holder.Members(String group) -> "group " + group;
    };
  }

  private static List<String> sorted(Set<String> groups) {
    return groups.stream().sorted().map(group -> "group " + group).toList();
  }
}
