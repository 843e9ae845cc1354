package dev.postern.kernel.cedar;

import org.jspecify.annotations.Nullable;

/** What operators ask of their operands, and the errors when they do not have it. */
final class Operand {
  private Operand() {}

  static Bool bool(CedarValue value, Position at) {
    if (value instanceof Bool bool) {
      return bool;
    }
    throw unexpected("a bool", value, at);
  }

  static long number(CedarValue value, Position at) {
    if (value instanceof Long64(long number)) {
      return number;
    }
    throw unexpected("a long", value, at);
  }

  static String text(CedarValue value, Position at) {
    if (value instanceof Str(String text)) {
      return text;
    }
    throw unexpected("a string", value, at);
  }

  static EntityUid entity(CedarValue value, Position at) {
    if (value instanceof EntityUid uid) {
      return uid;
    }
    throw unexpected("an entity", value, at);
  }

  static SetOf set(CedarValue value, Position at) {
    if (value instanceof SetOf set) {
      return set;
    }
    throw unexpected("a set", value, at);
  }

  /** The record itself, or the attributes of the entity; null for an entity that is unknown. */
  static @Nullable RecordOf attributes(CedarValue value, Env env, Position at) {
    if (value instanceof RecordOf record) {
      return record;
    }
    if (value instanceof EntityUid uid) {
      Entity entity = env.entities().lookup(uid);
      return entity == null ? null : entity.attributes();
    }
    throw unexpected("a record or an entity", value, at);
  }

  /**
   * Less than, equal to or greater than zero; only longs, datetimes and durations have an order.
   */
  static int order(CedarValue left, CedarValue right, Position at) {
    if (left instanceof Long64(long a) && right instanceof Long64(long b)) {
      return Long.compare(a, b);
    }
    if (left instanceof Datetime a && right instanceof Datetime b) {
      return a.compareTo(b);
    }
    if (left instanceof Duration a && right instanceof Duration b) {
      return a.compareTo(b);
    }
    throw new EvaluationException(
        "expected two longs, datetimes or durations, found a %s and a %s"
            .formatted(left.kind(), right.kind()),
        at);
  }

  static EvaluationException overflow(Position at) {
    return new EvaluationException("the result does not fit in 64 bits", at);
  }

  static EvaluationException unexpected(String expected, CedarValue found, Position at) {
    return new EvaluationException("expected %s, found a %s".formatted(expected, found.kind()), at);
  }
}
