package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.Expr;
import dev.postern.kernel.cedar.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why things cannot be true together. Sound and not complete: what it does not see through is held
 * to be possible.
 *
 * @param at what is written there
 * @param why one sentence without a full stop
 */
record Clash(Position at, String why) {
  /**
   * The first clash among what must hold at once.
   *
   * @param asked what the rule is asked about
   * @param principal the type of who asks
   */
  static Optional<Clash> among(List<Literal> way, Asked asked, String principal) {
    Map<String, Literal> seen = new HashMap<>();
    Map<String, Span> spans = new HashMap<>();
    Set<String> absent = new HashSet<>();
    for (Literal literal : way) {
      if (!literal.wanted() && literal.expr() instanceof Expr.Has(var on, var path, var at)) {
        absent.add(Paths.text(on, path));
      }
    }
    for (Literal literal : way) {
      Optional<Clash> clash =
          literal(literal, asked, principal)
              .or(() -> denied(literal, seen))
              .or(() -> missing(literal, absent))
              .or(() -> narrowed(literal, spans));
      if (clash.isPresent()) {
        return clash;
      }
      seen.put(literal.expr().text(), literal);
    }
    return Optional.empty();
  }

  /** What the head has decided already. */
  private static Optional<Clash> literal(Literal literal, Asked asked, String principal) {
    Optional<Boolean> truth = Fixed.truth(literal.expr(), asked, principal);
    return truth
        .filter(known -> known != literal.wanted())
        .map(known ->
            new Clash(
                literal.expr().at(), literal.told() + " is never true of what the head names"));
  }

  private static Optional<Clash> denied(Literal literal, Map<String, Literal> seen) {
    return Optional.ofNullable(seen.get(literal.expr().text()))
        .filter(earlier -> earlier.wanted() != literal.wanted())
        .map(earlier ->
            new Clash(literal.expr().at(), "%s and %s".formatted(earlier.told(), literal.told())));
  }

  /** What is read where something said that it is not there. */
  private static Optional<Clash> missing(Literal literal, Set<String> absent) {
    if (absent.isEmpty() || literal.expr() instanceof Expr.Has && !literal.wanted()) {
      return Optional.empty();
    }
    return Paths.read(literal.expr()).stream()
        .filter(absent::contains)
        .findFirst()
        .map(path ->
            new Clash(
                literal.expr().at(),
                "%s reads what another condition says is not there".formatted(literal.told())));
  }

  /** What a path can be once everything so far holds. */
  private static Optional<Clash> narrowed(Literal literal, Map<String, Span> spans) {
    Optional<Span.Word> word = Span.word(literal);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    Span before = spans.getOrDefault(word.get().of(), Span.ANYTHING);
    Span now = before.and(word.get());
    spans.put(word.get().of(), now);
    return now.empty()
        ? Optional.of(
            new Clash(
                literal.expr().at(),
                "%s, and another condition leaves no such value".formatted(literal.told())))
        : Optional.empty();
  }
}
