package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.CedarType.Truth;
import dev.postern.kernel.cedar.Policy.Condition;
import dev.postern.kernel.cedar.TypeChecker.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What is wrong or doubtful in policies, before any request. Errors are those of Cedar's strict
 * validation and names outside of {@link Known}; warnings are policies that can never be satisfied
 * and policies that every request must ask.
 */
public final class Lints {
  /** The code of a name that nothing has. */
  public static final String UNKNOWN_NAME = "unknown-name";

  /** The code of an expression that could only ever err. */
  public static final String TYPE = "type";

  /** The code of a head that no action fits. */
  public static final String NEVER_APPLIES = "never-applies";

  /** The code of conditions that types alone make false. */
  public static final String NEVER_TRUE = "never-true";

  /** The code of a head that every request must look into. */
  public static final String ALWAYS_ASKED = "always-asked";

  private final Schema schema;
  private final Names names;
  private final List<Kind> kinds;

  private Lints(Schema schema, Known known) {
    this.schema = schema;
    this.names = new Names(schema, known);
    this.kinds =
        schema.actions().stream()
            .flatMap(action ->
                action.principals().stream()
                    .flatMap(principal ->
                        action.resources().stream()
                            .map(resource -> new Kind(principal, action, resource))))
            .toList();
  }

  /**
   * Everything found in these policies, in their order; no error among it means that Cedar's strict
   * validation passes them.
   */
  public static List<Problem> of(PolicySet policies, Schema schema, Known known) {
    Lints lints = new Lints(schema, known);
    List<Problem> problems = new ArrayList<>();
    for (Policy policy : policies.policies()) {
      problems.addAll(lints.check(policy));
    }
    return problems;
  }

  private List<Problem> check(Policy policy) {
    // One mistake is found for many kinds of request, and reported once.
    Map<String, Problem> found = new LinkedHashMap<>();
    BiConsumer<Position, String> errors =
        (at, message) -> found.putIfAbsent(at + message, Problem.error(TYPE, at, message));
    names.check(
        policy,
        (at, message) -> found.putIfAbsent(at + message, Problem.error(UNKNOWN_NAME, at, message)));
    boolean applies = false;
    boolean possible = false;
    for (Kind kind : kinds) {
      if (fits(policy, kind)) {
        applies = true;
        possible |= check(policy, new TypeChecker(schema, kind, errors));
      }
    }
    Position at = policy.at();
    if (found.isEmpty() && !applies) {
      found.put(
          "",
          Problem.error(
              NEVER_APPLIES,
              at,
              "no action applies to such a principal and resource: the policy can never be"
                  + " satisfied"));
    } else if (found.isEmpty() && !possible) {
      found.put(
          "",
          Problem.warning(
              NEVER_TRUE, at, "the conditions are never true: the policy can never be satisfied"));
    }
    if (policy.head().principal().key().isEmpty() && policy.head().resource().key().isEmpty()) {
      found.put(
          " ",
          Problem.warning(
              ALWAYS_ASKED,
              at,
              "the head names neither a principal nor a resource: every request asks this policy"));
    }
    return List.copyOf(found.values());
  }

  /** Whether the conditions can be true for a kind of request, as far as types tell. */
  private static boolean check(Policy policy, TypeChecker checker) {
    List<Expr> terms = new ArrayList<>();
    for (Condition condition : policy.conditions()) {
      terms.add(
          condition.when()
              ? condition.body()
              : new Expr.Not(condition.body(), condition.body().at()));
    }
    return checker.check(new Expr.And(terms, policy.at()), Set.of()).type() != Truth.NEVER;
  }

  private boolean fits(Policy policy, Kind kind) {
    return fits(policy.head().principal(), kind.principal())
        && fits(policy.head().resource(), kind.resource())
        && fitsAction(policy.head().action(), kind.action().uid());
  }

  private boolean fits(Scope scope, String type) {
    return switch (scope) {
      case Scope.Any any -> true;
      case Scope.Equal equal -> equal.uid().type().equals(type);
      case Scope.In in -> schema.canBeIn(type, in.uid().type());
      case Scope.Is is -> is.type().equals(type);
      case Scope.IsIn isIn -> isIn.type().equals(type) && schema.canBeIn(type, isIn.uid().type());
      case Scope.InAny any -> any.uids().stream().anyMatch(uid -> schema.canBeIn(type, uid.type()));
    };
  }

  private boolean fitsAction(Scope scope, EntityUid action) {
    return switch (scope) {
      case Scope.Any any -> true;
      case Scope.Equal equal -> equal.uid().equals(action);
      case Scope.In in -> schema.isIn(action, in.uid());
      case Scope.InAny any -> any.uids().stream().anyMatch(uid -> schema.isIn(action, uid));
      case Scope.Is is -> is.type().equals(action.type());
      case Scope.IsIn isIn -> isIn.type().equals(action.type()) && schema.isIn(action, isIn.uid());
    };
  }
}
