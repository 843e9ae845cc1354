package dev.postern.kernel.cedar;

import java.util.List;
import java.util.Map;

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
      case Expr.In in -> Structures.in(in);
      case Expr.Sum sum -> sum(sum);
      case Expr.Product product -> product(product);
      case Expr.Has has -> Structures.has(has);
      case Expr.Like like -> like(like);
      case Expr.Is is -> Structures.is(is);
      case Expr.Attribute attribute -> Structures.attribute(attribute);
      case Expr.Method method -> Methods.compile(method);
      case Expr.Call call -> Structures.call(call);
      case Expr.SetLiteral(List<Expr> elements, Position at) -> Structures.set(elements);
      case Expr.RecordLiteral(Map<String, Expr> fields, Position at) -> Structures.fields(fields);
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

  private static Node like(Expr.Like like) {
    Node target = compile(like.target());
    Wildcard pattern = like.pattern();
    Position at = like.at();
    return env -> Bool.of(pattern.matches(Operand.text(target.value(env), at)));
  }
}
