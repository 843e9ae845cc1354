package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Scope;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How far rules can see, from their heads alone. Conservative: {@link Reach#NOTHING} is said only
 * where every link of the chain has a permit without conditions for every action on the part, by a
 * group or name that no clock takes away, and no forbid could ever speak of the link and the part.
 */
final class Reaching {
  private static final String ACTION = "Action";
  private static final String ROLE = "Role";
  private static final String PERSON = "Person";

  private final PolicySet policies;
  private final List<Assignment> assignments;
  private final Lexicon lexicon;
  private final EntityUid resource;
  private final Set<EntityUid> around;

  Reaching(PolicySet policies, List<Assignment> assignments, Lexicon lexicon, Resource resource) {
    this.policies = policies;
    this.assignments = assignments;
    this.lexicon = lexicon;
    this.resource = CedarNames.uid(resource.ref());
    this.around = new HashSet<>(CedarNames.uids(resource.parents()));
    around.add(this.resource);
  }

  Reach of(Principal viewer) {
    boolean open = !lexicon.classed() && viewer.chain().stream().allMatch(this::open);
    return open ? Reach.NOTHING : Reach.CONTENT;
  }

  private boolean open(Party link) {
    EntityUid uid = CedarNames.uid(link);
    Set<EntityUid> always = inside(link, uid, false);
    Set<EntityUid> ever = inside(link, uid, true);
    boolean permitted = false;
    for (Policy policy : policies.policies()) {
      Policy.Head head = policy.head();
      if (policy.effect() == Effect.FORBID) {
        if ((head.principal().holds(uid, ever) || grantable(head.principal(), uid))
            && ours(head.action())
            && head.resource().holds(resource, around)) {
          return false;
        }
      } else {
        permitted |=
            policy.conditions().isEmpty()
                && head.action() instanceof Scope.Any
                && head.principal().holds(uid, always)
                && head.resource().holds(resource, around);
      }
    }
    return permitted;
  }

  /**
   * What a party is in: itself, its groups, its roles on the target.
   *
   * @param timed whether roles count that begin or end
   */
  private Set<EntityUid> inside(Party link, EntityUid uid, boolean timed) {
    Set<EntityUid> inside = new HashSet<>();
    inside.add(uid);
    link.groups().forEach(group -> inside.add(new EntityUid("Group", group)));
    for (Assignment assignment : assignments) {
      boolean lasting = assignment.from().isEmpty() && assignment.until().isEmpty();
      if ((timed || lasting)
          && assignment.target().equals(lexicon.target())
          && assignment.holder().covers(link)) {
        inside.add(new EntityUid(ROLE, assignment.role()));
      }
    }
    return inside;
  }

  /** Whether it names a role: any person may be granted one for a time, while a session is open. */
  private static boolean grantable(Scope principal, EntityUid uid) {
    return uid.type().equals(PERSON) && namesRole(principal, uid);
  }

  private static boolean namesRole(Scope principal, EntityUid uid) {
    return switch (principal) {
      case Scope.In(EntityUid wanted) -> wanted.type().equals(ROLE);
      case Scope.InAny(List<EntityUid> wanted) ->
          wanted.stream().anyMatch(one -> one.type().equals(ROLE));
      case Scope.IsIn(String type, EntityUid wanted) ->
          uid.type().equals(type) && wanted.type().equals(ROLE);
      case Scope.Any any -> false;
      case Scope.Equal equal -> false;
      case Scope.Is is -> false;
    };
  }

  /** Whether a forbid's actions could be any but those that other targets call their own. */
  private static boolean ours(Scope action) {
    return switch (action) {
      case Scope.Any any -> true;
      case Scope.Equal(EntityUid uid) -> uid.type().equals(ACTION);
      case Scope.In(EntityUid uid) -> uid.type().equals(ACTION);
      case Scope.InAny(List<EntityUid> uids) ->
          uids.stream().anyMatch(uid -> uid.type().equals(ACTION));
      case Scope.Is is -> true;
      case Scope.IsIn isIn -> true;
    };
  }
}
