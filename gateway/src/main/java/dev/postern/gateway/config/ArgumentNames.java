package dev.postern.gateway.config;

import dev.postern.gateway.json.JsonPath;
import dev.postern.kernel.cedar.Expr;
import dev.postern.kernel.cedar.PolicySet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of arguments that the operator's rules and paths look at: {@code limit} in {@code
 * context.input.limit > 5}, {@code ssn} in {@code $.input.ssn}.
 */
final class ArgumentNames {
  private static final String INPUT = "input";

  private ArgumentNames() {}

  /** Those that rules read. */
  static Set<String> of(PolicySet policies) {
    Set<String> names = new HashSet<>();
    Deque<Expr> open = new ArrayDeque<>();
    policies
        .policies()
        .forEach(policy -> policy.conditions().forEach(condition -> open.add(condition.body())));
    Expr next;
    while ((next = open.poll()) != null) {
      switch (next) {
        case Expr.Attribute attribute -> read(attribute.target(), List.of(attribute.name()), names);
        case Expr.Has has -> read(has.target(), has.path(), names);
        case Expr.Literal other -> {}
        case Expr.Var other -> {}
        case Expr.If other -> {}
        case Expr.And other -> {}
        case Expr.Or other -> {}
        case Expr.Not other -> {}
        case Expr.Negate other -> {}
        case Expr.Compare other -> {}
        case Expr.In other -> {}
        case Expr.Sum other -> {}
        case Expr.Product other -> {}
        case Expr.Like other -> {}
        case Expr.Is other -> {}
        case Expr.Method other -> {}
        case Expr.Call other -> {}
        case Expr.SetLiteral other -> {}
        case Expr.RecordLiteral literal -> names.addAll(literal.fields().keySet());
      }
      open.addAll(next.children());
    }
    return Set.copyOf(names);
  }

  /** Those that paths into the arguments name. */
  static Set<String> of(Collection<String> paths) {
    Set<String> names = new HashSet<>();
    for (String path : paths) {
      if (JsonPath.read(path) instanceof JsonPath(List<JsonPath.Step> steps)
          && !steps.isEmpty()
          && steps.getFirst().selector().equals(new JsonPath.Selector.Name(INPUT))) {
        for (JsonPath.Step step : steps.subList(1, steps.size())) {
          if (step.selector() instanceof JsonPath.Selector.Name(String name)) {
            names.add(name);
          }
        }
      }
    }
    return Set.copyOf(names);
  }

  /** A chain of names is followed to what it starts from; where that is no variable all count. */
  private static void read(Expr target, List<String> last, Set<String> names) {
    List<String> chain = new ArrayList<>(last);
    Expr from = target;
    while (from instanceof Expr.Attribute(Expr before, String name, var at)) {
      chain.addFirst(name);
      from = before;
    }
    if (from instanceof Expr.Var(Expr.Variable variable, var at)) {
      boolean input =
          variable == Expr.Variable.CONTEXT && chain.getFirst().equals(INPUT) && chain.size() > 1;
      names.addAll(input ? chain.subList(1, chain.size()) : List.of());
    } else {
      names.addAll(chain);
    }
  }
}
