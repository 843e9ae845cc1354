package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.Bool;
import dev.postern.kernel.cedar.Expr;
import dev.postern.kernel.cedar.Expr.Variable;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The ways in which a rule can hold: of each, what must be true together. A rule with more than
 * {@value #MOST} ways is not looked into.
 */
final class Branches {
  private static final int MOST = 256;

  private Branches() {}

  /** The ways in which a rule's conditions and its principal can hold; empty where too many. */
  static Optional<List<List<Literal>>> of(Policy policy) {
    Optional<List<List<Literal>>> ways = Optional.of(List.of(principal(policy)));
    for (Policy.Condition condition : policy.conditions()) {
      ways = both(ways, of(condition.body(), condition.when()));
    }
    return ways;
  }

  /** The head's word on the principal, as a condition. */
  private static List<Literal> principal(Policy policy) {
    if (policy.head().principal() instanceof Scope.Equal(var uid)) {
      var at = policy.head().at().principal();
      return List.of(
          new Literal(
              new Expr.Compare(
                  Expr.Comparison.EQUAL,
                  new Expr.Var(Variable.PRINCIPAL, at),
                  new Expr.Literal(uid, at),
                  at),
              true));
    }
    return List.of();
  }

  private static Optional<List<List<Literal>>> of(Expr expr, boolean wanted) {
    return switch (expr) {
      case Expr.And and -> wanted ? each(and.terms(), true) : any(and.terms(), false);
      case Expr.Or or -> wanted ? any(or.terms(), true) : each(or.terms(), false);
      case Expr.Not not -> of(not.operand(), !wanted);
      case Expr.If choice ->
          either(
              both(of(choice.test(), true), of(choice.then(), wanted)),
              both(of(choice.test(), false), of(choice.otherwise(), wanted)));
      case Expr.Literal(Bool truth, var at) ->
          Optional.of((truth == Bool.TRUE) == wanted ? List.of(List.of()) : List.of());
      case Expr.Literal other -> single(other, wanted);
      case Expr.Var other -> single(other, wanted);
      case Expr.Negate other -> single(other, wanted);
      case Expr.Compare other -> single(other, wanted);
      case Expr.In other -> single(other, wanted);
      case Expr.Sum other -> single(other, wanted);
      case Expr.Product other -> single(other, wanted);
      case Expr.Has other -> single(other, wanted);
      case Expr.Like other -> single(other, wanted);
      case Expr.Is other -> single(other, wanted);
      case Expr.Attribute other -> single(other, wanted);
      case Expr.Method other -> single(other, wanted);
      case Expr.Call other -> single(other, wanted);
      case Expr.SetLiteral other -> single(other, wanted);
      case Expr.RecordLiteral other -> single(other, wanted);
    };
  }

  private static Optional<List<List<Literal>>> single(Expr expr, boolean wanted) {
    return Optional.of(List.of(List.of(new Literal(expr, wanted))));
  }

  private static Optional<List<List<Literal>>> each(List<Expr> terms, boolean wanted) {
    Optional<List<List<Literal>>> ways = Optional.of(List.of(List.of()));
    for (Expr term : terms) {
      ways = both(ways, of(term, wanted));
    }
    return ways;
  }

  private static Optional<List<List<Literal>>> any(List<Expr> terms, boolean wanted) {
    Optional<List<List<Literal>>> ways = Optional.of(List.of());
    for (Expr term : terms) {
      ways = either(ways, of(term, wanted));
    }
    return ways;
  }

  private static Optional<List<List<Literal>>> either(
      Optional<List<List<Literal>>> some, Optional<List<List<Literal>>> others) {
    return some.flatMap(
            one -> others.map(other -> Stream.concat(one.stream(), other.stream()).toList()))
        .filter(ways -> ways.size() <= MOST);
  }

  private static Optional<List<List<Literal>>> both(
      Optional<List<List<Literal>>> some, Optional<List<List<Literal>>> others) {
    if (some.isEmpty()
        || others.isEmpty()
        || (long) some.get().size() * others.get().size() > MOST) {
      return Optional.empty();
    }
    List<List<Literal>> ways = new ArrayList<>();
    for (List<Literal> one : some.get()) {
      for (List<Literal> other : others.get()) {
        ways.add(Stream.concat(one.stream(), other.stream()).toList());
      }
    }
    return Optional.of(ways);
  }
}
