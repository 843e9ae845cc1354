package dev.postern.kernel.cedar;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns expressions into nodes. Source of what each means: "Operators and functions" in Cedar's
 * reference.
 */
final class Compiler {
  private Compiler() {}

  static Node compile(Expr expr) {
    return switch (expr) {
      case Expr.Literal(CedarValue value, Position at) -> env -> value;
      case Expr.Var(Expr.Variable variable, Position at) -> variable(variable);
      case Expr.If choice -> choice(choice);
      case Expr.And(List<Expr> terms, Position at) -> logic(terms, Bool.FALSE);
      case Expr.Or(List<Expr> terms, Position at) -> logic(terms, Bool.TRUE);
      case Expr.Not(Expr operand, Position at) -> not(operand);
      case Expr.Negate(Expr operand, Position at) -> negate(operand, at);
      case Expr.Compare compare -> compare(compare);
      case Expr.In in -> in(in);
      case Expr.Sum sum -> sum(sum);
      case Expr.Product product -> product(product);
      case Expr.Has has -> has(has);
      case Expr.Like like -> like(like);
      case Expr.Is is -> is(is);
      case Expr.Attribute attribute -> attribute(attribute);
      case Expr.Method method -> Methods.compile(method);
      case Expr.Call call -> call(call);
      case Expr.SetLiteral(List<Expr> elements, Position at) -> set(elements);
      case Expr.RecordLiteral(Map<String, Expr> fields, Position at) -> fields(fields);
    };
  }

  static Node[] all(List<Expr> exprs) {
    return exprs.stream().map(Compiler::compile).toArray(Node[]::new);
  }

  private static Node variable(Expr.Variable variable) {
    return switch (variable) {
      case PRINCIPAL -> env -> env.request().principal();
      case ACTION -> env -> env.request().action();
      case RESOURCE -> env -> env.request().resource();
      case CONTEXT -> env -> env.request().context();
    };
  }

  private static Node choice(Expr.If choice) {
    Node test = compile(choice.test());
    Node then = compile(choice.then());
    Node otherwise = compile(choice.otherwise());
    Position at = choice.test().at();
    return env ->
        Operand.bool(test.value(env), at) == Bool.TRUE ? then.value(env) : otherwise.value(env);
  }

  /**
   * And, or: the first term equal to {@code last} decides, and what follows it is not evaluated.
   */
  private static Node logic(List<Expr> terms, Bool last) {
    Node[] nodes = all(terms);
    Position[] at = terms.stream().map(Expr::at).toArray(Position[]::new);
    Bool otherwise = Bool.of(last == Bool.FALSE);
    return env -> {
      for (int i = 0; i < nodes.length; i++) {
        if (Operand.bool(nodes[i].value(env), at[i]) == last) {
          return last;
        }
      }
      return otherwise;
    };
  }

  private static Node not(Expr operand) {
    Node node = compile(operand);
    Position at = operand.at();
    return env -> Operand.bool(node.value(env), at) == Bool.TRUE ? Bool.FALSE : Bool.TRUE;
  }

  private static Node negate(Expr operand, Position at) {
    Node node = compile(operand);
    return env -> {
      long value = Operand.number(node.value(env), at);
      if (value == Long.MIN_VALUE) {
        throw Operand.overflow(at);
      }
      return new Long64(-value);
    };
  }

  private static Node compare(Expr.Compare compare) {
    Node left = compile(compare.left());
    Node right = compile(compare.right());
    Position at = compare.at();
    return switch (compare.operator()) {
      case EQUAL -> env -> Bool.of(left.value(env).equals(right.value(env)));
      case NOT_EQUAL -> env -> Bool.of(!left.value(env).equals(right.value(env)));
      case LESS -> env -> Bool.of(Operand.order(left.value(env), right.value(env), at) < 0);
      case LESS_OR_EQUAL ->
          env -> Bool.of(Operand.order(left.value(env), right.value(env), at) <= 0);
      case GREATER -> env -> Bool.of(Operand.order(left.value(env), right.value(env), at) > 0);
      case GREATER_OR_EQUAL ->
          env -> Bool.of(Operand.order(left.value(env), right.value(env), at) >= 0);
    };
  }

  private static Node in(Expr.In in) {
    Node left = compile(in.left());
    Node right = compile(in.right());
    Position at = in.at();
    return env -> {
      CedarValue entity = left.value(env);
      CedarValue group = right.value(env);
      return Bool.of(isIn(Operand.entity(entity, at), group, env, at));
    };
  }

  private static boolean isIn(EntityUid entity, CedarValue group, Env env, Position at) {
    if (group instanceof EntityUid uid) {
      return env.entities().isIn(entity, uid);
    }
    if (!(group instanceof SetOf set)) {
      throw Operand.unexpected("an entity or a set of entities", group, at);
    }
    boolean found = false;
    for (CedarValue element : set.elements()) {
      // All elements are looked at: one that is no entity is an error even behind a match.
      EntityUid uid = Operand.entity(element, at);
      found = found || env.entities().isIn(entity, uid);
    }
    return found;
  }

  private static Node sum(Expr.Sum sum) {
    Node first = compile(sum.first());
    Node[] rest = all(sum.rest().stream().map(Expr.Term::operand).toList());
    boolean[] minus = new boolean[rest.length];
    for (int i = 0; i < rest.length; i++) {
      minus[i] = sum.rest().get(i).minus();
    }
    Position at = sum.at();
    return env -> {
      long total = Operand.number(first.value(env), at);
      try {
        for (int i = 0; i < rest.length; i++) {
          long operand = Operand.number(rest[i].value(env), at);
          total = minus[i] ? Math.subtractExact(total, operand) : Math.addExact(total, operand);
        }
      } catch (ArithmeticException overflow) {
        throw Operand.overflow(at);
      }
      return new Long64(total);
    };
  }

  private static Node product(Expr.Product product) {
    Node[] factors = all(product.factors());
    Position at = product.at();
    return env -> {
      long total = Operand.number(factors[0].value(env), at);
      try {
        for (int i = 1; i < factors.length; i++) {
          total = Math.multiplyExact(total, Operand.number(factors[i].value(env), at));
        }
      } catch (ArithmeticException overflow) {
        throw Operand.overflow(at);
      }
      return new Long64(total);
    };
  }

  private static Node has(Expr.Has has) {
    Node target = compile(has.target());
    String[] path = has.path().toArray(String[]::new);
    Position at = has.at();
    return env -> {
      CedarValue value = target.value(env);
      for (int i = 0; i < path.length; i++) {
        RecordOf record = Operand.attributes(value, env, at);
        if (record == null || !record.has(path[i])) {
          return Bool.FALSE;
        }
        if (i < path.length - 1) {
          value = present(record.find(path[i]));
        }
      }
      return Bool.TRUE;
    };
  }

  private static CedarValue present(@Nullable CedarValue value) {
    if (value == null) {
      throw new IllegalStateException("a record has a name without a value");
    }
    return value;
  }

  private static Node like(Expr.Like like) {
    Node target = compile(like.target());
    Wildcard pattern = like.pattern();
    Position at = like.at();
    return env -> Bool.of(pattern.matches(Operand.text(target.value(env), at)));
  }

  private static Node is(Expr.Is is) {
    Node target = compile(is.target());
    Node parent = is.parent().map(Compiler::compile).orElse(null);
    String type = is.type();
    Position at = is.at();
    return env -> {
      EntityUid entity = Operand.entity(target.value(env), at);
      if (!entity.type().equals(type)) {
        return Bool.FALSE;
      }
      return Bool.of(parent == null || isIn(entity, parent.value(env), env, at));
    };
  }

  private static Node attribute(Expr.Attribute attribute) {
    Node target = compile(attribute.target());
    String name = attribute.name();
    Position at = attribute.at();
    EvaluationException unknown =
        new EvaluationException(
            "the entity whose attribute %s is read is unknown".formatted(name), at);
    EvaluationException absent =
        new EvaluationException("the attribute %s is absent".formatted(name), at);
    return env -> {
      RecordOf record = Operand.attributes(target.value(env), env, at);
      if (record == null) {
        throw unknown;
      }
      CedarValue value = record.find(name);
      if (value == null) {
        throw absent;
      }
      return value;
    };
  }

  private static Node call(Expr.Call call) {
    Node[] arguments = all(call.arguments());
    Extension function = call.function();
    Position at = call.at();
    Node node =
        env -> {
          CedarValue[] values = new CedarValue[arguments.length];
          for (int i = 0; i < arguments.length; i++) {
            values[i] = arguments[i].value(env);
          }
          try {
            return function.apply(values);
          } catch (Extension.Failure failure) {
            throw new EvaluationException(failure.reason(), at);
          }
        };
    boolean constant =
        !function.method() && call.arguments().stream().allMatch(Expr.Literal.class::isInstance);
    return constant ? folded(node) : node;
  }

  /**
   * A node that needs no request, evaluated once; its error stays an error of whoever evaluates it.
   */
  private static Node folded(Node constant) {
    Env nothing =
        new Env(
            new Request(
                new EntityUid("", ""),
                new EntityUid("", ""),
                new EntityUid("", ""),
                RecordOf.empty()),
            Entities.none());
    try {
      CedarValue value = constant.value(nothing);
      return env -> value;
    } catch (EvaluationException fault) {
      return env -> {
        throw fault;
      };
    }
  }

  private static Node set(List<Expr> elements) {
    if (elements.stream().allMatch(Expr.Literal.class::isInstance)) {
      SetOf value =
          SetOf.of(elements.stream().map(element -> ((Expr.Literal) element).value()).toList());
      return env -> value;
    }
    Node[] nodes = all(elements);
    return env -> {
      Set<CedarValue> values = HashSet.newHashSet(nodes.length);
      for (Node node : nodes) {
        values.add(node.value(env));
      }
      return new SetOf(values);
    };
  }

  private static Node fields(Map<String, Expr> fields) {
    Map<String, Node> nodes =
        fields.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, field -> compile(field.getValue())));
    return env ->
        RecordOf.of(
            nodes.entrySet().stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, field -> field.getValue().value(env))));
  }
}
