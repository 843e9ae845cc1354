package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.CedarValue;
import dev.postern.kernel.cedar.Entity;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.Str;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Ref;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The gateway's parties, actions and resources under their Cedar names. */
final class CedarNames {
  private CedarNames() {}

  /** What is known of a party: its groups, the roles that it holds on a target now, its names. */
  static Entity entity(Party party, Set<String> roles) {
    Set<EntityUid> parents = new HashSet<>();
    party.groups().forEach(group -> parents.add(new EntityUid("Group", group)));
    roles.forEach(role -> parents.add(new EntityUid("Role", role)));
    Map<String, CedarValue> attributes = new HashMap<>();
    attributes.put("name", new Str(party.name()));
    attributes.put("issuer", new Str(party.identity().issuer()));
    attributes.put("subject", new Str(party.identity().subject()));
    party.owner().ifPresent(owner -> attributes.put("owner", new EntityUid("Person", owner)));
    return new Entity(uid(party), parents, RecordOf.of(attributes));
  }

  static EntityUid uid(Party party) {
    return new EntityUid(
        switch (party.kind()) {
          case PERSON -> "Person";
          case WORKLOAD -> "Workload";
          case AGENT -> "Agent";
          case SERVER -> "Server";
          case POSTERN -> "Postern";
        },
        party.name());
  }

  static EntityUid uid(Action action) {
    String type = action.namespace().isEmpty() ? "Action" : action.namespace() + "::Action";
    return new EntityUid(type, action.name());
  }

  static EntityUid uid(Ref ref) {
    return new EntityUid(ref.type(), ref.name());
  }

  static Set<EntityUid> groups(Action action) {
    Set<EntityUid> groups = new HashSet<>();
    action.groups().forEach(group -> groups.add(new EntityUid("Action", group)));
    return groups;
  }

  static Set<EntityUid> uids(Set<Ref> refs) {
    Set<EntityUid> uids = HashSet.newHashSet(refs.size());
    refs.forEach(ref -> uids.add(uid(ref)));
    return uids;
  }
}
