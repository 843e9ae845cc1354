package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.Builtin;
import dev.postern.kernel.cedar.CedarValue;
import dev.postern.kernel.cedar.Expr;
import dev.postern.kernel.cedar.Expr.Comparison;
import dev.postern.kernel.cedar.Long64;
import dev.postern.kernel.cedar.Str;
import dev.postern.kernel.cedar.Wildcard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The values that something can have.
 *
 * @param only the values that are left; empty where all are
 * @param not values that it cannot have
 * @param number whether it is a number from {@code least} to {@code most}
 * @param like patterns that it fits, as a text
 * @param unlike patterns that it does not fit
 */
record Span(
    Optional<Set<CedarValue>> only,
    Set<CedarValue> not,
    boolean number,
    long least,
    long most,
    List<Wildcard> like,
    List<Wildcard> unlike) {
  static final Span ANYTHING =
      new Span(
          Optional.empty(), Set.of(), false, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), List.of());

  /** What a condition says of the values of something. */
  record Word(String of, Span span) {}

  /** What a literal says of the values of one thing; empty where it says nothing of the kind. */
  static Optional<Word> word(Literal literal) {
    boolean wanted = literal.wanted();
    return switch (literal.expr()) {
      case Expr.Compare(var operator, var left, Expr.Literal(CedarValue value, var v), var at)
          when !(left instanceof Expr.Literal) ->
          compared(wanted ? operator : opposite(operator), value)
              .map(span -> new Word(left.text(), span));
      case Expr.Compare(var operator, Expr.Literal(CedarValue value, var v), var right, var at)
          when !(right instanceof Expr.Literal) ->
          compared(turned(wanted ? operator : opposite(operator)), value)
              .map(span -> new Word(right.text(), span));
      case Expr.Like(var target, Wildcard pattern, var at) ->
          Optional.of(new Word(target.text(), like(pattern, wanted)));
      case Expr.Method(Builtin builtin, Expr.SetLiteral(var elements, var s), var given, var at)
          when builtin == Builtin.CONTAINS ->
          values(elements).map(values -> new Word(given.getFirst().text(), among(values, wanted)));
      case Expr other -> Optional.empty();
    };
  }

  /** What both leave. */
  Span and(Word word) {
    Span more = word.span();
    Optional<Set<CedarValue>> left = only.isEmpty() ? more.only : only;
    if (only.isPresent() && more.only.isPresent()) {
      Set<CedarValue> both = new HashSet<>(only.get());
      both.retainAll(more.only.get());
      left = Optional.of(both);
    }
    Set<CedarValue> never = new HashSet<>(not);
    never.addAll(more.not);
    return new Span(
        left,
        never,
        number || more.number,
        Math.max(least, more.least),
        Math.min(most, more.most),
        Stream.concat(like.stream(), more.like.stream()).toList(),
        Stream.concat(unlike.stream(), more.unlike.stream()).toList());
  }

  /** Whether no value is left. */
  boolean empty() {
    boolean both = number && !like.isEmpty();
    boolean single = number && least == most && not.contains(new Long64(least));
    return both
        || number && least > most
        || single
        || only.isPresent() && only.get().stream().noneMatch(this::holds);
  }

  private boolean holds(CedarValue value) {
    boolean counted = !number || value instanceof Long64(long is) && is >= least && is <= most;
    boolean shaped =
        like.stream().allMatch(one -> value instanceof Str(String text) && one.matches(text))
            && unlike.stream()
                .noneMatch(one -> value instanceof Str(String text) && one.matches(text));
    return counted && shaped && !not.contains(value);
  }

  private static Optional<Span> compared(Comparison operator, CedarValue value) {
    return switch (operator) {
      case EQUAL -> Optional.of(among(Set.of(value), true));
      case NOT_EQUAL -> Optional.of(among(Set.of(value), false));
      case LESS ->
          value instanceof Long64(long bound)
              ? Optional.of(between(Long.MIN_VALUE, bound == Long.MIN_VALUE ? bound : bound - 1))
              : Optional.empty();
      case LESS_OR_EQUAL ->
          value instanceof Long64(long bound)
              ? Optional.of(between(Long.MIN_VALUE, bound))
              : Optional.empty();
      case GREATER ->
          value instanceof Long64(long bound)
              ? Optional.of(between(bound == Long.MAX_VALUE ? bound : bound + 1, Long.MAX_VALUE))
              : Optional.empty();
      case GREATER_OR_EQUAL ->
          value instanceof Long64(long bound)
              ? Optional.of(between(bound, Long.MAX_VALUE))
              : Optional.empty();
    };
  }

  private static Span between(long least, long most) {
    return new Span(Optional.empty(), Set.of(), true, least, most, List.of(), List.of());
  }

  private static Span among(Set<CedarValue> values, boolean wanted) {
    return new Span(
        wanted ? Optional.of(values) : Optional.empty(),
        wanted ? Set.of() : values,
        false,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        List.of(),
        List.of());
  }

  private static Span like(Wildcard pattern, boolean wanted) {
    return new Span(
        Optional.empty(),
        Set.of(),
        false,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        wanted ? List.of(pattern) : List.of(),
        wanted ? List.of() : List.of(pattern));
  }

  private static Optional<Set<CedarValue>> values(List<Expr> elements) {
    List<CedarValue> values = new ArrayList<>();
    for (Expr element : elements) {
      if (!(element instanceof Expr.Literal(CedarValue value, var at))) {
        return Optional.empty();
      }
      values.add(value);
    }
    return Optional.of(Set.copyOf(values));
  }

  private static Comparison opposite(Comparison operator) {
    return switch (operator) {
      case EQUAL -> Comparison.NOT_EQUAL;
      case NOT_EQUAL -> Comparison.EQUAL;
      case LESS -> Comparison.GREATER_OR_EQUAL;
      case LESS_OR_EQUAL -> Comparison.GREATER;
      case GREATER -> Comparison.LESS_OR_EQUAL;
      case GREATER_OR_EQUAL -> Comparison.LESS;
    };
  }

  private static Comparison turned(Comparison operator) {
    return switch (operator) {
      case EQUAL -> Comparison.EQUAL;
      case NOT_EQUAL -> Comparison.NOT_EQUAL;
      case LESS -> Comparison.GREATER;
      case LESS_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
      case GREATER -> Comparison.LESS;
      case GREATER_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
    };
  }
}
