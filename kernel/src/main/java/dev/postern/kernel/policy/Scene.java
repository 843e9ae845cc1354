package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Entities;
import dev.postern.kernel.cedar.Entity;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Request;
import dev.postern.kernel.cedar.SetOf;
import dev.postern.kernel.cedar.Slice;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A caller's chain on one target as Cedar sees it, with the same grants, from one moment at which a
 * role begins or ends to the next. Immutable.
 */
final class Scene {
  private final Principal caller;
  private final String target;
  private final List<Grant> grants;
  private final Instant from;
  private final Instant until;
  private final List<EntityUid> links;
  private final Map<EntityUid, Entity> parties;
  private final SetOf chain;

  /** The scene at a moment. */
  Scene(Principal caller, String target, List<Assignment> assignments, Facts facts) {
    Instant now = facts.now();
    this.grants = facts.grants();
    this.caller = caller;
    this.target = target;
    this.links = caller.chain().stream().map(CedarNames::uid).toList();
    this.parties = new HashMap<>();
    for (Party party : caller.chain()) {
      parties.put(
          CedarNames.uid(party), CedarNames.entity(party, roles(party, assignments, facts)));
    }
    this.chain = SetOf.of(links);
    Instant turned = Instant.MIN;
    Instant turns = Instant.MAX;
    for (Assignment assignment : assignments) {
      for (Optional<Instant> edge : List.of(assignment.from(), assignment.until())) {
        if (edge.isPresent() && edge.get().isAfter(now)) {
          turns = edge.get().isBefore(turns) ? edge.get() : turns;
        } else if (edge.isPresent()) {
          turned = edge.get().isAfter(turned) ? edge.get() : turned;
        }
      }
    }
    this.from = turned;
    this.until = turns;
  }

  /** Whether it is the scene of this very caller on a target at a moment. */
  boolean shows(Principal who, String where, Facts facts) {
    Instant now = facts.now();
    return caller == who
        && target.equals(where)
        && grants.equals(facts.grants())
        && !now.isBefore(from)
        && (now.isBefore(until) || until.equals(Instant.MAX));
  }

  /** The roles that a party holds on the target at this moment. */
  private Set<String> roles(Party party, List<Assignment> assignments, Facts facts) {
    Set<String> roles = new HashSet<>();
    for (Assignment assignment : assignments) {
      if (assignment.target().equals(target)
          && assignment.holder().covers(party)
          && assignment.holdsAt(facts.now())) {
        roles.add(assignment.role());
      }
    }
    for (Grant grant : grants) {
      if (grant.target().equals(target) && grant.covers(party)) {
        roles.add(grant.role());
      }
    }
    return roles;
  }

  static int hash(Principal who, String where) {
    return System.identityHashCode(who) + where.hashCode();
  }

  /** How many links the caller's chain has. */
  int length() {
    return links.size();
  }

  /** The links of the chain, as {@code context.chain} has them. */
  SetOf chain() {
    return chain;
  }

  /** A whole request, and what is known for it. */
  record Question(Request request, Entities entities) {}

  /** What one link of the chain asks about an atom. */
  Question question(Party link, Atom atom, Value.MapOf described, Facts facts) {
    return new Question(
        new Request(
            CedarNames.uid(link),
            CedarNames.uid(atom.action()),
            CedarNames.uid(atom.resource().ref()),
            CedarContext.of(described, facts, chain)),
        entities(atom));
  }

  /** What is to be asked about an atom, for each link of the chain in its order. */
  List<Slice> slices(PolicySet policies, Atom atom) {
    EntityUid action = CedarNames.uid(atom.action());
    EntityUid resource = CedarNames.uid(atom.resource().ref());
    Entities entities = entities(atom);
    List<Slice> slices = new ArrayList<>(links.size());
    for (EntityUid link : links) {
      slices.add(policies.slice(new Request.Head(link, action, resource), entities));
    }
    return List.copyOf(slices);
  }

  private Entities entities(Atom atom) {
    EntityUid action = CedarNames.uid(atom.action());
    EntityUid resource = CedarNames.uid(atom.resource().ref());
    Map<EntityUid, Entity> known = new HashMap<>(parties);
    known.putIfAbsent(action, new Entity(action, CedarNames.groups(atom.action())));
    known.putIfAbsent(resource, new Entity(resource, CedarNames.uids(atom.resource().parents())));
    return Entities.of(known.values());
  }
}
