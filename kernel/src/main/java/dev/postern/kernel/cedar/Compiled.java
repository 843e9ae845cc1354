package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Policy.Condition;
import java.util.List;

/** A policy ready to be asked. */
final class Compiled {
  private final Policy policy;
  private final Scope principal;
  private final Scope action;
  private final Scope resource;
  private final Node[] conditions;
  private final Bool[] wanted;
  private final Position[] at;

  Compiled(Policy policy) {
    List<Condition> written = policy.conditions();
    this.policy = policy;
    this.principal = policy.head().principal();
    this.action = policy.head().action();
    this.resource = policy.head().resource();
    this.conditions = Compiler.all(written.stream().map(Condition::body).toList());
    this.wanted = written.stream().map(condition -> Bool.of(condition.when())).toArray(Bool[]::new);
    this.at = written.stream().map(condition -> condition.body().at()).toArray(Position[]::new);
  }

  Policy policy() {
    return policy;
  }

  /**
   * Whether the request fits the head and fulfils the conditions; throws {@link
   * EvaluationException} when a condition cannot be evaluated.
   */
  boolean satisfied(Env env) {
    Request request = env.request();
    Entities entities = env.entities();
    if (!fits(action, request.action(), entities)
        || !fits(principal, request.principal(), entities)
        || !fits(resource, request.resource(), entities)) {
      return false;
    }
    for (int i = 0; i < conditions.length; i++) {
      if (Operand.bool(conditions[i].value(env), at[i]) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(Scope scope, EntityUid uid, Entities entities) {
    return switch (scope) {
      case Scope.Any any -> true;
      case Scope.Equal equal -> equal.uid().equals(uid);
      case Scope.In in -> entities.isIn(uid, in.uid());
      case Scope.Is is -> is.type().equals(uid.type());
      case Scope.IsIn isIn -> isIn.type().equals(uid.type()) && entities.isIn(uid, isIn.uid());
      case Scope.InAny any -> {
        for (EntityUid parent : any.uids()) {
          if (entities.isIn(uid, parent)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }
}
