package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BAD_DELEGATION;
import static dev.postern.gateway.signin.SignInFault.BAD_SUBJECT;
import static dev.postern.gateway.signin.SignInFault.CONDITION_UNMET;
import static dev.postern.gateway.signin.SignInFault.NO_NAME;
import static dev.postern.gateway.signin.SignInFault.NO_OWNER;
import static dev.postern.gateway.signin.SignInFault.NO_PARTY_RULE;
import static dev.postern.gateway.signin.SignInFault.UNKNOWN_AGENT;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns proven claims into a principal, as configuration says. */
final class PartyMapping {
  private final PartySource issuer;
  private final SignInSettings all;
  private final Set<String> reads;
  private final Map<Identity, String> linkedNames;
  private final Map<String, Set<String>> groupsOfPeople;
  private final Map<Identity, AgentSettings> agents;

  PartyMapping(PartySource issuer, SignInSettings all) {
    this.issuer = issuer;
    this.all = all;
    this.reads = issuer.reads();
    this.linkedNames = all.linkedNames();
    this.groupsOfPeople = all.groupsOfPeople();
    this.agents = all.agentsByIdentity();
  }

  /** Whether it is what these settings make. */
  boolean is(PartySource source, SignInSettings settings) {
    return issuer.equals(source)
        && all.people().equals(settings.people())
        && all.agents().equals(settings.agents());
  }

  /** The members of claims that it looks at. */
  Set<String> reads() {
    return reads;
  }

  /** Of some claims those that it looks at. */
  Claim.Members kept(Claim.Members claims) {
    Map<String, Claim> kept = new HashMap<>(claims.members());
    kept.keySet().retainAll(reads);
    return new Claim.Members(kept);
  }

  /** Who the claims are about, the acting agents first. */
  Principal principal(Claim.Members claims) throws FaultFound {
    if (!Conditions.hold(issuer.require(), claims)) {
      throw new FaultFound(CONDITION_UNMET);
    }
    List<Party> chain = new ArrayList<>(actors(claims));
    chain.add(subject(claims));
    if (chain.size() > Principal.LONGEST_CHAIN) {
      throw new FaultFound(BAD_DELEGATION);
    }
    return new Principal(chain);
  }

  private Party subject(Claim.Members claims) throws FaultFound {
    Identity identity =
        identity(claims.text("sub").orElseThrow(() -> new FaultFound(BAD_SUBJECT)), BAD_SUBJECT);
    PartyRule rule =
        issuer.parties().stream()
            .filter(r -> Conditions.hold(r.when(), claims))
            .findFirst()
            .orElseThrow(() -> new FaultFound(NO_PARTY_RULE));
    Set<String> groups = new HashSet<>(GroupReader.read(issuer.groups(), claims));
    groups.addAll(rule.groups());
    return switch (rule) {
      case PartyRule.Person person -> {
        String name = linkedNames.get(identity);
        String known = name != null ? name : name(person.naming(), identity, claims);
        groups.addAll(groupsOfPeople.getOrDefault(known, Set.of()));
        yield new Party(Party.Kind.PERSON, identity, known, groups, Optional.empty());
      }
      case PartyRule.Workload workload ->
          new Party(
              Party.Kind.WORKLOAD,
              identity,
              name(workload.naming(), identity, claims),
              groups,
              Optional.of(owner(workload.ownership(), claims)));
    };
  }

  private String name(Naming naming, Identity identity, Claim.Members claims) throws FaultFound {
    return switch (naming) {
      case Naming.Canonical _ -> canonical(identity);
      case Naming.Fixed(String name) -> name;
      case Naming.Vouched(ClaimPath claim) ->
          claim
              .textIn(claims)
              .filter(PartyNames::acceptable)
              .orElseThrow(() -> new FaultFound(NO_NAME));
    };
  }

  private String owner(Ownership ownership, Claim.Members claims) throws FaultFound {
    Optional<String> owner =
        switch (ownership) {
          case Ownership.Fixed(String person) -> Optional.of(person);
          case Ownership.Named(ClaimPath claim) ->
              claim.textIn(claims).filter(PartyNames::acceptable);
          case Ownership.Listed(ClaimPath claim, Map<String, String> people) ->
              claim.textIn(claims).map(people::get);
          case Ownership.Subject(ClaimPath claim) -> {
            Optional<String> subject = claim.textIn(claims);
            yield subject.isEmpty() ? subject : Optional.of(personOf(subject.get()));
          }
        };
    return owner.filter(name -> !name.isEmpty()).orElseThrow(() -> new FaultFound(NO_OWNER));
  }

  /** The name of the person whom this issuer calls so, without a token of theirs at hand. */
  private String personOf(String subject) throws FaultFound {
    Identity identity = identity(subject, NO_OWNER);
    String linked = linkedNames.get(identity);
    return linked != null ? linked : canonical(identity);
  }

  private String canonical(Identity identity) {
    return issuer.id() + ":" + identity.subject();
  }

  /** The nested {@code act} claims (RFC 8693, 4.1), the outermost, who acts now, first. */
  private List<Party> actors(Claim.Members claims) throws FaultFound {
    List<Party> actors = new ArrayList<>();
    Optional<Claim> act = claims.member("act");
    while (act.isPresent()) {
      if (!(act.get() instanceof Claim.Members actor)
          || actors.size() + 1 >= Principal.LONGEST_CHAIN) {
        throw new FaultFound(BAD_DELEGATION);
      }
      actors.add(agent(actor));
      act = actor.member("act");
    }
    return actors;
  }

  /** An issuer speaks for its own parties only: an actor of another one is refused. */
  private Party agent(Claim.Members actor) throws FaultFound {
    if (actor.member("iss").isPresent()
        && !actor.text("iss").equals(Optional.of(issuer.issuer()))) {
      throw new FaultFound(BAD_DELEGATION);
    }
    String subject = actor.text("sub").orElseThrow(() -> new FaultFound(BAD_DELEGATION));
    AgentSettings agent = agents.get(identity(subject, BAD_DELEGATION));
    if (agent == null) {
      throw new FaultFound(UNKNOWN_AGENT);
    }
    return new Party(
        Party.Kind.AGENT,
        agent.identity(),
        agent.name(),
        agent.groups(),
        Optional.of(agent.owner()));
  }

  private Identity identity(String subject, SignInFault fault) throws FaultFound {
    if (subject.isEmpty()
        || subject.length() > Identity.LONGEST_SUBJECT
        || subject.chars().anyMatch(Character::isISOControl)) {
      throw new FaultFound(fault);
    }
    return new Identity(issuer.issuer(), subject);
  }
}
