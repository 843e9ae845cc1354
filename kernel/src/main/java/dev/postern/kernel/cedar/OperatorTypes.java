package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.CedarType.Failed;
import dev.postern.kernel.cedar.CedarType.Scalar;
import dev.postern.kernel.cedar.CedarType.Truth;
import dev.postern.kernel.cedar.TypeChecker.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The types of operators, methods and functions: the part of {@link TypeChecker} that asks operands
 * for one type.
 */
final class OperatorTypes {
  private final TypeChecker checker;
  private final Schema schema;
  private final TypeChecker.Kind kind;

  OperatorTypes(TypeChecker checker, Schema schema, TypeChecker.Kind kind) {
    this.checker = checker;
    this.schema = schema;
    this.kind = kind;
  }

  CedarType number(List<Expr> operands, Set<String> known) {
    for (Expr operand : operands) {
      if (!expect(operand, Scalar.LONG, known)) {
        return Failed.FAILED;
      }
    }
    return Scalar.LONG;
  }

  CedarType like(Expr.Like like, Set<String> known) {
    return expect(like.target(), Scalar.STRING, known) ? Truth.EITHER : Failed.FAILED;
  }

  private boolean expect(Expr expr, CedarType wanted, Set<String> known) {
    CedarType found = checker.type(expr, known);
    if (found == Failed.FAILED || CedarType.join(wanted, found).isPresent()) {
      return true;
    }
    checker.fail(expr.at(), "expected a %s, found a %s".formatted(wanted, found));
    return false;
  }

  CedarType compare(Expr.Compare compare, Set<String> known) {
    return switch (compare.operator()) {
      case EQUAL -> equal(compare, known);
      case NOT_EQUAL ->
          equal(compare, known) instanceof Truth truth ? truth.negated() : Failed.FAILED;
      case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> ordered(compare, known);
    };
  }

  private CedarType equal(Expr.Compare compare, Set<String> known) {
    CedarType left = checker.type(compare.left(), known);
    CedarType right = checker.type(compare.right(), known);
    if (left instanceof CedarType.Entity
        && right instanceof CedarType.Entity
        && !left.equals(right)) {
      return Truth.NEVER;
    }
    Optional<CedarValue> one = constant(compare.left());
    Optional<CedarValue> other = constant(compare.right());
    if (one.isPresent() && other.isPresent()) {
      return Truth.of(one.equals(other));
    }
    return comparable(left, right, compare.at());
  }

  private CedarType comparable(CedarType left, CedarType right, Position at) {
    return CedarType.join(left, right).isPresent()
        ? Truth.EITHER
        : checker.fail(
            at, "values of different types are never equal: %s and %s".formatted(left, right));
  }

  private CedarType ordered(Expr.Compare compare, Set<String> known) {
    CedarType left = checker.type(compare.left(), known);
    CedarType right = checker.type(compare.right(), known);
    boolean same = CedarType.join(left, right).isPresent();
    if (same && hasOrder(left) && hasOrder(right)) {
      return Truth.EITHER;
    }
    return checker.fail(
        compare.at(),
        "expected two of Long, datetime or duration, found %s and %s".formatted(left, right));
  }

  private static boolean hasOrder(CedarType type) {
    return type == Scalar.LONG
        || type == Scalar.DATETIME
        || type == Scalar.DURATION
        || type == Failed.FAILED;
  }

  /** The value of a literal, or the action of this kind of request. */
  private Optional<CedarValue> constant(Expr expr) {
    return switch (expr) {
      case Expr.Literal literal -> Optional.of(literal.value());
      case Expr.Var(Expr.Variable variable, Position at) when variable == Expr.Variable.ACTION ->
          Optional.of(kind.action().uid());
      case Expr other -> Optional.empty();
    };
  }

  CedarType in(Expr.In in, Set<String> known) {
    CedarType left = checker.type(in.left(), known);
    CedarType right = checker.type(in.right(), known);
    CedarType group = right instanceof CedarType.Set(CedarType element) ? element : right;
    if (!(left instanceof CedarType.Entity) && left != Failed.FAILED) {
      return checker.fail(in.left().at(), "expected an entity, found a " + left);
    }
    if (!(group instanceof CedarType.Entity) && group != Failed.FAILED) {
      return checker.fail(
          in.right().at(), "expected an entity or a set of entities, found a " + right);
    }
    Optional<CedarValue> entity = constant(in.left());
    Optional<List<EntityUid>> groups = constants(in.right());
    if (groups.isPresent()
        && entity.isPresent()
        && entity.get() instanceof EntityUid uid
        && Schema.isActionType(uid.type())) {
      return Truth.of(groups.get().stream().anyMatch(each -> schema.isIn(uid, each)));
    }
    if (left instanceof CedarType.Entity(String name)
        && group instanceof CedarType.Entity(String ancestor)) {
      return schema.canBeIn(name, ancestor) ? Truth.EITHER : Truth.NEVER;
    }
    return Truth.EITHER;
  }

  private Optional<List<EntityUid>> constants(Expr expr) {
    List<Expr> elements = expr instanceof Expr.SetLiteral set ? set.elements() : List.of(expr);
    List<EntityUid> uids = new ArrayList<>();
    for (Expr element : elements) {
      if (constant(element).orElse(Bool.FALSE) instanceof EntityUid uid) {
        uids.add(uid);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(uids);
  }

  Typed method(Expr.Method method, Set<String> known) {
    CedarType on = checker.type(method.target(), known);
    boolean tags = method.builtin() == Builtin.GET_TAG || method.builtin() == Builtin.HAS_TAG;
    if (on == Failed.FAILED) {
      method.arguments().forEach(argument -> checker.type(argument, known));
      return Typed.of(on);
    }
    if (tags) {
      return on instanceof CedarType.Entity entity
          ? tag(method, entity, known)
          : Typed.of(checker.fail(method.target().at(), "expected an entity, found a " + on));
    }
    if (!(on instanceof CedarType.Set(CedarType element))) {
      return Typed.of(checker.fail(method.target().at(), "expected a Set, found a " + on));
    }
    if (method.builtin() == Builtin.IS_EMPTY) {
      return Typed.of(Truth.EITHER);
    }
    CedarType with = checker.type(method.arguments().getFirst(), known);
    return Typed.of(
        comparable(method.builtin() == Builtin.CONTAINS ? element : on, with, method.at()));
  }

  private Typed tag(Expr.Method method, CedarType.Entity entity, Set<String> known) {
    Expr name = method.arguments().getFirst();
    if (!expect(name, Scalar.STRING, known)) {
      return Typed.of(Failed.FAILED);
    }
    String text = "%s.getTag(%s)".formatted(Printer.text(method.target()), Printer.text(name));
    Optional<CedarType> type = schema.entity(entity.name()).flatMap(Schema.EntityType::tags);
    if (method.builtin() == Builtin.HAS_TAG) {
      Truth truth = known.contains(text) ? Truth.ALWAYS : Truth.EITHER;
      return new Typed(type.isEmpty() ? Truth.NEVER : truth, Set.of(text));
    }
    if (type.isEmpty()) {
      return Typed.of(checker.fail(method.at(), "a %s has no tags".formatted(entity)));
    }
    return Typed.of(
        known.contains(text)
            ? type.get()
            : checker.fail(method.at(), "the tag may be absent: test it with `hasTag` first"));
  }

  CedarType call(Expr.Call call, Set<String> known) {
    Extension function = call.function();
    List<Expr> arguments = call.arguments();
    if (arguments.size() != function.arity()) {
      return checker.fail(
          call.at(),
          "%s takes %d arguments, found %d"
              .formatted(function.spelling(), function.arity(), arguments.size()));
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!expect(arguments.get(i), function.argument(i), known)) {
        return Failed.FAILED;
      }
    }
    if (!function.method()) {
      if (!(arguments.getFirst() instanceof Expr.Literal(CedarValue text, Position at))) {
        return checker.fail(
            call.at(), "%s takes a text in quotes only".formatted(function.spelling()));
      }
      try {
        function.apply(new CedarValue[] {text});
      } catch (Extension.Failure failure) {
        return checker.fail(call.at(), failure.reason());
      }
    }
    return function.result();
  }
}
