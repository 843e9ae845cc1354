package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Scope;
import java.util.List;
import java.util.Set;

/**
 * One action that the gateway asks of one resource, with what is known of both before anybody
 * comes.
 *
 * @param action the action
 * @param actions the action and its groups
 * @param resource the resource; where {@code party} is true, anybody of its type
 * @param around the resource and everything that it is in
 * @param principals the types of those who may ask
 * @param party whether the resource is a person, job or agent whom a server speaks to
 */
public record Asked(
    EntityUid action,
    Set<EntityUid> actions,
    EntityUid resource,
    Set<EntityUid> around,
    Set<String> principals,
    boolean party) {
  private static final Set<String> OF_PARTIES = Set.of("Group", "Role");

  public Asked {
    actions = Set.copyOf(actions);
    around = Set.copyOf(around);
    principals = Set.copyOf(principals);
  }

  /** Whether a head's action and resource are these. */
  boolean fits(Policy.Head head) {
    return fitsAction(head) && fitsResource(head);
  }

  boolean fitsAction(Policy.Head head) {
    return head.action().holds(action, actions);
  }

  boolean fitsResource(Policy.Head head) {
    return party ? partyFits(head.resource()) : head.resource().holds(resource, around);
  }

  /** The types of those who may ask and whom a head means. */
  List<String> callers(Policy.Head head) {
    return principals.stream().sorted().filter(type -> typeFits(head.principal(), type)).toList();
  }

  private boolean partyFits(Scope scope) {
    return typeFits(scope, resource.type());
  }

  private static boolean typeFits(Scope scope, String type) {
    return switch (scope) {
      case Scope.Any any -> true;
      case Scope.Equal(EntityUid uid) -> uid.type().equals(type);
      case Scope.In(EntityUid uid) -> uid.type().equals(type) || OF_PARTIES.contains(uid.type());
      case Scope.InAny(List<EntityUid> uids) ->
          uids.stream().anyMatch(uid -> uid.type().equals(type) || OF_PARTIES.contains(uid.type()));
      case Scope.Is(String wanted) -> wanted.equals(type);
      case Scope.IsIn(String wanted, EntityUid uid) -> wanted.equals(type);
    };
  }
}
