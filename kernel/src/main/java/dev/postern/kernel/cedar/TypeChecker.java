package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.CedarType.Failed;
import dev.postern.kernel.cedar.CedarType.Field;
import dev.postern.kernel.cedar.CedarType.Scalar;
import dev.postern.kernel.cedar.CedarType.Truth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Finds the type of an expression for one kind of request. What can never be evaluated is not
 * looked at: the right of an {@code &&} whose left is never true. An optional attribute may be read
 * where a {@code has} on it must have been true. Source: strict validation in Cedar's reference.
 */
final class TypeChecker {
  /** A kind of request: one action, with the types of principal and resource it is asked with. */
  record Kind(String principal, Schema.Action action, String resource) {}

  /** A type, and what is known to be there (by its text) once the expression has been true. */
  record Typed(CedarType type, Set<String> proven) {
    static Typed of(CedarType type) {
      return new Typed(type, Set.of());
    }
  }

  private final Schema schema;
  private final Kind kind;
  private final BiConsumer<Position, String> problems;
  private final OperatorTypes operators;

  TypeChecker(Schema schema, Kind kind, BiConsumer<Position, String> problems) {
    this.schema = schema;
    this.kind = kind;
    this.problems = problems;
    this.operators = new OperatorTypes(this, schema, kind);
  }

  /** The type of {@code expr} where what is in {@code known} is there. */
  Typed check(Expr expr, Set<String> known) {
    return switch (expr) {
      case Expr.Literal literal -> Typed.of(literal(literal.value()));
      case Expr.Var variable -> Typed.of(variable(variable.variable()));
      case Expr.If choice -> choice(choice, known);
      case Expr.And and -> and(and.terms(), known);
      case Expr.Or or -> or(or.terms(), known);
      case Expr.Not not -> Typed.of(truth(not.operand(), known).negated());
      case Expr.Has has -> has(has, known);
      case Expr.Attribute attribute -> Typed.of(attribute(attribute, known));
      case Expr.Is is -> is(is, known);
      case Expr.SetLiteral set -> Typed.of(set(set, known));
      case Expr.RecordLiteral literal -> {
        Map<String, Field> fields = new HashMap<>();
        literal
            .fields()
            .forEach((name, value) -> fields.put(name, new Field(type(value, known), true)));
        yield Typed.of(new CedarType.Record(fields));
      }
      case Expr.Negate negate -> Typed.of(operators.number(List.of(negate.operand()), known));
      case Expr.Sum sum -> Typed.of(operators.number(sum.children(), known));
      case Expr.Product product -> Typed.of(operators.number(product.factors(), known));
      case Expr.Compare compare -> Typed.of(operators.compare(compare, known));
      case Expr.In in -> Typed.of(operators.in(in, known));
      case Expr.Like like -> Typed.of(operators.like(like, known));
      case Expr.Method method -> operators.method(method, known);
      case Expr.Call call -> Typed.of(operators.call(call, known));
    };
  }

  CedarType type(Expr expr, Set<String> known) {
    return check(expr, known).type();
  }

  CedarType fail(Position at, String message) {
    problems.accept(at, message);
    return Failed.FAILED;
  }

  /** The boolean type of {@code expr}, which is reported if it has another. */
  private Truth truth(Expr expr, Set<String> known) {
    return truth(check(expr, known), expr);
  }

  Truth truth(Typed typed, Expr expr) {
    if (typed.type() instanceof Truth truth) {
      return truth;
    }
    if (typed.type() != Failed.FAILED) {
      fail(expr.at(), "expected a Bool, found a " + typed.type());
    }
    return Truth.EITHER;
  }

  private CedarType literal(CedarValue value) {
    return switch (value) {
      case Bool bool -> Truth.of(bool == Bool.TRUE);
      case Long64 number -> Scalar.LONG;
      case Str text -> Scalar.STRING;
      // Unknown types and actions are reported by name, once for all kinds of request.
      case EntityUid uid ->
          schema.entity(uid.type()).isPresent() || schema.action(uid).isPresent()
              ? new CedarType.Entity(uid.type())
              : Failed.FAILED;
      case Decimal decimal -> Scalar.DECIMAL;
      case Ip ip -> Scalar.IPADDR;
      case Datetime datetime -> Scalar.DATETIME;
      case Duration duration -> Scalar.DURATION;
      case SetOf set -> Failed.FAILED;
      case RecordOf record -> Failed.FAILED;
    };
  }

  private CedarType variable(Expr.Variable variable) {
    return switch (variable) {
      case PRINCIPAL -> new CedarType.Entity(kind.principal());
      case ACTION -> new CedarType.Entity(kind.action().uid().type());
      case RESOURCE -> new CedarType.Entity(kind.resource());
      case CONTEXT -> kind.action().context();
    };
  }

  private Typed choice(Expr.If choice, Set<String> known) {
    Typed test = check(choice.test(), known);
    return switch (truth(test, choice.test())) {
      case ALWAYS -> {
        Typed then = check(choice.then(), union(known, test.proven()));
        yield new Typed(then.type(), union(then.proven(), test.proven()));
      }
      case NEVER -> check(choice.otherwise(), known);
      case EITHER -> {
        Typed then = check(choice.then(), union(known, test.proven()));
        Typed otherwise = check(choice.otherwise(), known);
        CedarType joined =
            CedarType.join(then.type(), otherwise.type())
                .orElseGet(() ->
                    fail(
                        choice.at(),
                        "the branches have different types: %s and %s"
                            .formatted(then.type(), otherwise.type())));
        yield new Typed(
            joined, intersection(union(then.proven(), test.proven()), otherwise.proven()));
      }
    };
  }

  private Typed and(List<Expr> terms, Set<String> known) {
    Truth truth = Truth.ALWAYS;
    Set<String> proven = new HashSet<>();
    for (Expr term : terms) {
      Typed typed = check(term, union(known, proven));
      Truth next = truth(typed, term);
      proven.addAll(typed.proven());
      if (next == Truth.NEVER) {
        return Typed.of(Truth.NEVER);
      }
      truth = truth == Truth.ALWAYS ? next : Truth.EITHER;
    }
    return new Typed(truth, proven);
  }

  private Typed or(List<Expr> terms, Set<String> known) {
    Truth truth = Truth.NEVER;
    Set<String> proven = Set.of();
    for (Expr term : terms) {
      Typed typed = check(term, known);
      Truth next = truth(typed, term);
      if (next == Truth.ALWAYS) {
        return new Typed(Truth.ALWAYS, typed.proven());
      }
      if (next == Truth.EITHER) {
        proven = truth == Truth.NEVER ? typed.proven() : intersection(proven, typed.proven());
        truth = Truth.EITHER;
      }
    }
    return new Typed(truth, proven);
  }

  private Typed has(Expr.Has has, Set<String> known) {
    Expr target = has.target();
    Set<String> proven = new HashSet<>();
    Truth truth = Truth.ALWAYS;
    CedarType type = type(target, known);
    for (String name : has.path()) {
      String text = path(target, name);
      Truth next = present(type, name, known.contains(text), has.at());
      if (next == Truth.NEVER) {
        return Typed.of(Truth.NEVER);
      }
      truth = truth == Truth.ALWAYS ? next : Truth.EITHER;
      proven.add(text);
      type = field(type, name).map(Field::type).orElse(Failed.FAILED);
      target = new Expr.Attribute(target, name, has.at());
    }
    return new Typed(truth, proven);
  }

  private Truth present(CedarType type, String name, boolean known, Position at) {
    if (!holdsFields(type)) {
      fail(at, "expected a record or an entity, found a " + type);
      return Truth.EITHER;
    }
    Optional<Field> field = field(type, name);
    if (field.isEmpty()) {
      return type == Failed.FAILED ? Truth.EITHER : Truth.NEVER;
    }
    // An entity may be unknown when the request comes: even a required attribute can be absent.
    return known || (field.get().required() && type instanceof CedarType.Record)
        ? Truth.ALWAYS
        : Truth.EITHER;
  }

  private CedarType attribute(Expr.Attribute attribute, Set<String> known) {
    CedarType type = type(attribute.target(), known);
    String name = attribute.name();
    if (type == Failed.FAILED) {
      return type;
    }
    if (!holdsFields(type)) {
      return fail(attribute.at(), "expected a record or an entity, found a " + type);
    }
    Optional<Field> field = field(type, name);
    if (field.isEmpty()) {
      String where =
          type instanceof CedarType.Entity ? type.toString() : Printer.text(attribute.target());
      return fail(attribute.at(), "there is no attribute %s in %s".formatted(name, where));
    }
    if (!field.get().required() && !known.contains(path(attribute.target(), name))) {
      return fail(
          attribute.at(),
          "the attribute %s may be absent: test it with `has` first".formatted(name));
    }
    return field.get().type();
  }

  private static boolean holdsFields(CedarType type) {
    return type instanceof CedarType.Record
        || type instanceof CedarType.Entity
        || type == Failed.FAILED;
  }

  private Optional<Field> field(CedarType type, String name) {
    return switch (type) {
      case CedarType.Record(Map<String, Field> fields) -> Optional.ofNullable(fields.get(name));
      case CedarType.Entity(String entity) ->
          schema.entity(entity).map(found -> found.attributes().get(name));
      case Scalar scalar -> Optional.empty();
      case Truth truth -> Optional.empty();
      case CedarType.Set set -> Optional.empty();
      case Failed failed -> Optional.empty();
    };
  }

  private static String path(Expr target, String name) {
    return "%s[%s]".formatted(Printer.text(target), Str.quoted(name));
  }

  private Typed is(Expr.Is is, Set<String> known) {
    CedarType type = type(is.target(), known);
    if (type instanceof CedarType.Entity(String name)) {
      if (!name.equals(is.type())) {
        return Typed.of(Truth.NEVER);
      }
      return is.parent()
          .map(parent -> Typed.of(operators.in(new Expr.In(is.target(), parent, is.at()), known)))
          .orElse(Typed.of(Truth.ALWAYS));
    }
    return Typed.of(
        type == Failed.FAILED ? type : fail(is.at(), "expected an entity, found a " + type));
  }

  private CedarType set(Expr.SetLiteral set, Set<String> known) {
    if (set.elements().isEmpty()) {
      return fail(set.at(), "the type of an empty set cannot be known");
    }
    CedarType joined = Failed.FAILED;
    for (Expr element : set.elements()) {
      CedarType next = type(element, known);
      Optional<CedarType> both = CedarType.join(joined, next);
      if (both.isEmpty()) {
        return fail(
            element.at(), "the elements have different types: %s and %s".formatted(joined, next));
      }
      joined = both.get();
    }
    return new CedarType.Set(joined);
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    if (b.isEmpty()) {
      return a;
    }
    Set<String> union = new HashSet<>(a);
    union.addAll(b);
    return union;
  }

  private static Set<String> intersection(Set<String> a, Set<String> b) {
    Set<String> intersection = new HashSet<>(a);
    intersection.retainAll(b);
    return intersection;
  }
}
