package dev.postern.kernel.cedar;

import org.jspecify.annotations.Nullable;

/** Compiles calls of the language's own methods. */
final class Methods {
  private Methods() {}

  static Node compile(Expr.Method method) {
    Node target = Compiler.compile(method.target());
    Position at = method.at();
    if (method.builtin() == Builtin.IS_EMPTY) {
      return env -> Bool.of(Operand.set(target.value(env), at).elements().isEmpty());
    }
    Node argument = Compiler.compile(method.arguments().getFirst());
    return env -> {
      CedarValue on = target.value(env);
      CedarValue with = argument.value(env);
      return switch (method.builtin()) {
        case CONTAINS -> Bool.of(Operand.set(on, at).elements().contains(with));
        case CONTAINS_ALL ->
            Bool.of(Operand.set(on, at).elements().containsAll(Operand.set(with, at).elements()));
        case CONTAINS_ANY -> Bool.of(meet(Operand.set(on, at), Operand.set(with, at)));
        case IS_EMPTY -> throw new IllegalStateException("isEmpty has no argument");
        case HAS_TAG -> Bool.of(tag(on, with, env, at) != null);
        case GET_TAG -> present(tag(on, with, env, at), at);
      };
    };
  }

  private static boolean meet(SetOf some, SetOf others) {
    for (CedarValue element : others.elements()) {
      if (some.elements().contains(element)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable CedarValue tag(CedarValue on, CedarValue name, Env env, Position at) {
    EntityUid uid = Operand.entity(on, at);
    String tag = Operand.text(name, at);
    Entity entity = env.entities().lookup(uid);
    return entity == null ? null : entity.tags().get(tag);
  }

  private static CedarValue present(@Nullable CedarValue tag, Position at) {
    if (tag == null) {
      throw new EvaluationException("the entity is unknown or has no such tag", at);
    }
    return tag;
  }
}
