package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Expr;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Position;
import dev.postern.kernel.cedar.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What rules read and name. */
final class Paths {
  private Paths() {}

  /** The text of a chain of names behind an expression. */
  static String text(Expr on, List<String> names) {
    return chain(on, names).text();
  }

  private static Expr chain(Expr on, List<String> names) {
    Expr chain = on;
    for (String name : names) {
      chain = new Expr.Attribute(chain, name, on.at());
    }
    return chain;
  }

  /** The texts of all that must be there for an expression to be evaluated. */
  static List<String> read(Expr expr) {
    List<String> read = new ArrayList<>();
    walk(
        expr,
        each -> {
          if (each instanceof Expr.Attribute attribute) {
            read.add(attribute.text());
          } else if (each instanceof Expr.Has(var on, var path, var at)) {
            for (int i = 1; i <= path.size(); i++) {
              read.add(text(on, path.subList(0, i)));
            }
          }
        });
    return read;
  }

  /** Whether a rule's conditions look at a variable. */
  static boolean look(Policy policy, Expr.Variable variable) {
    List<Expr> found = new ArrayList<>();
    for (Policy.Condition condition : policy.conditions()) {
      walk(
          condition.body(),
          each -> {
            if (each instanceof Expr.Var(var is, var at) && is == variable) {
              found.add(each);
            }
          });
    }
    return !found.isEmpty();
  }

  /** Whether a rule's conditions read a name of the context. */
  static boolean readsContext(Policy policy, String name) {
    return policy.conditions().stream()
        .flatMap(condition -> read(condition.body()).stream())
        .anyMatch(text -> text.equals("context[\"" + name + "\"]"));
  }

  /** The entities that a rule names, each with the place where it does first. */
  static Map<EntityUid, Position> named(Policy policy) {
    Map<EntityUid, Position> named = new LinkedHashMap<>();
    Policy.Head head = policy.head();
    uids(head.principal()).forEach(uid -> named.putIfAbsent(uid, head.at().principal()));
    uids(head.action()).forEach(uid -> named.putIfAbsent(uid, head.at().action()));
    uids(head.resource()).forEach(uid -> named.putIfAbsent(uid, head.at().resource()));
    for (Policy.Condition condition : policy.conditions()) {
      walk(
          condition.body(),
          each -> {
            if (each instanceof Expr.Literal(EntityUid uid, var at)) {
              named.putIfAbsent(uid, at);
            }
          });
    }
    return named;
  }

  static Stream<EntityUid> uids(Scope scope) {
    return switch (scope) {
      case Scope.Any any -> Stream.of();
      case Scope.Is is -> Stream.of();
      case Scope.Equal(EntityUid uid) -> Stream.of(uid);
      case Scope.In(EntityUid uid) -> Stream.of(uid);
      case Scope.InAny(List<EntityUid> uids) -> uids.stream();
      case Scope.IsIn(String type, EntityUid uid) -> Stream.of(uid);
    };
  }

  /** Gives {@code each} an expression and all inside of it. */
  static void walk(Expr expr, Consumer<Expr> each) {
    Deque<Expr> open = new ArrayDeque<>(List.of(expr));
    while (!open.isEmpty()) {
      Expr next = open.pop();
      each.accept(next);
      next.children().forEach(open::push);
    }
  }
}
