package dev.postern.kernel.cedar;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes expressions as Cedar text, with parentheses around every operator: equal texts are equal
 * expressions, wherever they stand.
 */
final class Printer {
  private Printer() {}

  static String text(Expr expr) {
    return switch (expr) {
      case Expr.Literal(CedarValue value, Position at) -> value.toString();
      case Expr.Var(Expr.Variable variable, Position at) -> variable(variable);
      case Expr.If choice ->
          "(if %s then %s else %s)"
              .formatted(text(choice.test()), text(choice.then()), text(choice.otherwise()));
      case Expr.And(List<Expr> terms, Position at) -> joined(terms, " && ");
      case Expr.Or(List<Expr> terms, Position at) -> joined(terms, " || ");
      case Expr.Not(Expr operand, Position at) -> "(!" + text(operand) + ")";
      case Expr.Negate(Expr operand, Position at) -> "(-" + text(operand) + ")";
      case Expr.Compare compare ->
          "(%s %s %s)"
              .formatted(text(compare.left()), sign(compare.operator()), text(compare.right()));
      case Expr.In in -> "(%s in %s)".formatted(text(in.left()), text(in.right()));
      case Expr.Sum sum ->
          sum.rest().stream()
              .map(term -> (term.minus() ? " - " : " + ") + text(term.operand()))
              .collect(Collectors.joining("", "(" + text(sum.first()), ")"));
      case Expr.Product(List<Expr> factors, Position at) -> joined(factors, " * ");
      case Expr.Has has -> "(%s has %s)".formatted(text(has.target()), path(has.path()));
      case Expr.Like like -> "(%s like %s)".formatted(text(like.target()), like.pattern());
      case Expr.Is is ->
          "(%s is %s%s)"
              .formatted(
                  text(is.target()),
                  is.type(),
                  is.parent().map(parent -> " in " + text(parent)).orElse(""));
      case Expr.Attribute attribute ->
          "%s[%s]".formatted(text(attribute.target()), Str.quoted(attribute.name()));
      case Expr.Method method ->
          "%s.%s%s"
              .formatted(
                  text(method.target()),
                  method.builtin().spelling(),
                  list(method.arguments(), "(", ")"));
      case Expr.Call call -> call(call);
      case Expr.SetLiteral(List<Expr> elements, Position at) -> list(elements, "[", "]");
      case Expr.RecordLiteral(Map<String, Expr> fields, Position at) ->
          fields.entrySet().stream()
              .map(field -> Str.quoted(field.getKey()) + ": " + text(field.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }

  /** A name alone may be any text; of several each is an identifier, and Cedar quotes none. */
  private static String path(List<String> names) {
    return names.size() == 1 ? Str.quoted(names.getFirst()) : String.join(".", names);
  }

  private static String call(Expr.Call call) {
    if (!call.function().method()) {
      return call.function().spelling() + list(call.arguments(), "(", ")");
    }
    List<Expr> arguments = call.arguments();
    return "%s.%s%s"
        .formatted(
            text(arguments.getFirst()),
            call.function().spelling(),
            list(arguments.subList(1, arguments.size()), "(", ")"));
  }

  static String variable(Expr.Variable variable) {
    return switch (variable) {
      case PRINCIPAL -> "principal";
      case ACTION -> "action";
      case RESOURCE -> "resource";
      case CONTEXT -> "context";
    };
  }

  static String sign(Expr.Comparison comparison) {
    return switch (comparison) {
      case EQUAL -> "==";
      case NOT_EQUAL -> "!=";
      case LESS -> "<";
      case LESS_OR_EQUAL -> "<=";
      case GREATER -> ">";
      case GREATER_OR_EQUAL -> ">=";
    };
  }

  private static String joined(List<Expr> exprs, String operator) {
    return exprs.stream().map(Printer::text).collect(Collectors.joining(operator, "(", ")"));
  }

  private static String list(List<Expr> exprs, String open, String close) {
    return exprs.stream().map(Printer::text).collect(Collectors.joining(", ", open, close));
  }
}
