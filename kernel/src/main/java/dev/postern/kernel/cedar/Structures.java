package dev.postern.kernel.cedar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what reads entities, records and sets or makes them: the part of {@link Compiler} that
 * is not operators on plain values.
 */
final class Structures {
  private Structures() {}

  static Node in(Expr.In in) {
    Node left = Compiler.compile(in.left());
    Node right = Compiler.compile(in.right());
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

  static Node has(Expr.Has has) {
    Node target = Compiler.compile(has.target());
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

  static Node is(Expr.Is is) {
    Node target = Compiler.compile(is.target());
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

  static Node attribute(Expr.Attribute attribute) {
    Node target = Compiler.compile(attribute.target());
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

  static Node call(Expr.Call call) {
    Node[] arguments = Compiler.all(call.arguments());
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

  static Node set(List<Expr> elements) {
    if (elements.stream().allMatch(Expr.Literal.class::isInstance)) {
      SetOf value =
          SetOf.of(elements.stream().map(element -> ((Expr.Literal) element).value()).toList());
      return env -> value;
    }
    Node[] nodes = Compiler.all(elements);
    return env -> {
      List<CedarValue> values = new ArrayList<>(nodes.length);
      for (Node node : nodes) {
        values.add(node.value(env));
      }
      return SetOf.of(values);
    };
  }

  static Node fields(Map<String, Expr> fields) {
    Map<String, Node> nodes =
        fields.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, field -> Compiler.compile(field.getValue())));
    return env ->
        RecordOf.of(
            nodes.entrySet().stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, field -> field.getValue().value(env))));
  }
}
