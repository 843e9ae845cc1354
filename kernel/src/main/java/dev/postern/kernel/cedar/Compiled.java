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

  /** Whether it asks nothing but its head. */
  boolean unconditional() {
    return conditions.length == 0;
  }

  /** Whether the head fits, whatever the context. */
  boolean fits(Request.Head head, Entities entities) {
    return fits(action, head.action(), entities)
        && fits(principal, head.principal(), entities)
        && fits(resource, head.resource(), entities);
  }

  /**
   * Whether a request that fits the head fulfils the conditions; throws {@link EvaluationException}
   * or {@link Unsayable} when a condition cannot be evaluated.
   */
  boolean fulfilled(Env env) {
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
