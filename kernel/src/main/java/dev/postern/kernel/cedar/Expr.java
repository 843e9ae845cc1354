package dev.postern.kernel.cedar;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An expression as it was written. Chains of one operator are flat, so depth is bounded by {@link
 * Limits#nesting}, whatever the length of the text.
 */
public sealed interface Expr {
  Position at();

  /** The expressions directly inside this one. */
  default List<Expr> children() {
    return switch (this) {
      case Literal literal -> List.of();
      case Var variable -> List.of();
      case If choice -> List.of(choice.test, choice.then, choice.otherwise);
      case And and -> and.terms;
      case Or or -> or.terms;
      case Not not -> List.of(not.operand);
      case Negate negate -> List.of(negate.operand);
      case Compare compare -> List.of(compare.left, compare.right);
      case In in -> List.of(in.left, in.right);
      case Sum sum ->
          Stream.concat(Stream.of(sum.first), sum.rest.stream().map(Term::operand)).toList();
      case Product product -> product.factors;
      case Has has -> List.of(has.target);
      case Like like -> List.of(like.target);
      case Is is -> Stream.concat(Stream.of(is.target), is.parent.stream()).toList();
      case Attribute attribute -> List.of(attribute.target);
      case Method method ->
          Stream.concat(Stream.of(method.target), method.arguments.stream()).toList();
      case Call call -> call.arguments;
      case SetLiteral set -> set.elements;
      case RecordLiteral literal -> List.copyOf(literal.fields.values());
    };
  }

  /**
   * The expression as Cedar text with parentheses around every operator: equal texts are equal
   * expressions, wherever they stand.
   */
  default String text() {
    return Printer.text(this);
  }

  /** What a request binds. */
  enum Variable {
    PRINCIPAL,
    ACTION,
    RESOURCE,
    CONTEXT
  }

  /** Operators that give a boolean and do not chain. */
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  record Literal(CedarValue value, Position at) implements Expr {}

  record Var(Variable variable, Position at) implements Expr {}

  record If(Expr test, Expr then, Expr otherwise, Position at) implements Expr {}

  /** {@code a && b && ...}, two terms or more, left to right. */
  record And(List<Expr> terms, Position at) implements Expr {
    public And {
      terms = List.copyOf(terms);
    }
  }

  /** {@code a || b || ...}, two terms or more, left to right. */
  record Or(List<Expr> terms, Position at) implements Expr {
    public Or {
      terms = List.copyOf(terms);
    }
  }

  record Not(Expr operand, Position at) implements Expr {}

  record Negate(Expr operand, Position at) implements Expr {}

  record Compare(Comparison operator, Expr left, Expr right, Position at) implements Expr {}

  /** {@code left in right}, where right is an entity or a set of them. */
  record In(Expr left, Expr right, Position at) implements Expr {}

  /** {@code first + a - b ...}, left to right. */
  record Sum(Expr first, List<Term> rest, Position at) implements Expr {
    public Sum {
      rest = List.copyOf(rest);
    }
  }

  /** One {@code + operand} or {@code - operand} of a sum. */
  record Term(boolean minus, Expr operand) {}

  /** {@code a * b * ...}, two factors or more, left to right. */
  record Product(List<Expr> factors, Position at) implements Expr {
    public Product {
      factors = List.copyOf(factors);
    }
  }

  /** {@code target has a.b.c}: one name or more. */
  record Has(Expr target, List<String> path, Position at) implements Expr {
    public Has {
      path = List.copyOf(path);
    }
  }

  record Like(Expr target, Wildcard pattern, Position at) implements Expr {}

  /** {@code target is type}, or {@code target is type in parent}. */
  record Is(Expr target, String type, Optional<Expr> parent, Position at) implements Expr {}

  /** {@code target.name} or {@code target["name"]}. */
  record Attribute(Expr target, String name, Position at) implements Expr {}

  /** A call of one of the language's own methods, with as many arguments as it takes. */
  record Method(Builtin builtin, Expr target, List<Expr> arguments, Position at) implements Expr {
    public Method {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * A call of an extension function; for a method the target is the first argument. The number of
   * arguments may be wrong.
   */
  record Call(Extension function, List<Expr> arguments, Position at) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  record SetLiteral(List<Expr> elements, Position at) implements Expr {
    public SetLiteral {
      elements = List.copyOf(elements);
    }
  }

  record RecordLiteral(Map<String, Expr> fields, Position at) implements Expr {
    public RecordLiteral {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }
}
