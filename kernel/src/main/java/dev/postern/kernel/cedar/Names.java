package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Policy.Condition;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Checks that the types, actions and entities that a policy names exist. */
final class Names {
  /** How many letters may differ in a name that is offered in place of an unknown one. */
  private static final int NEAR = 3;

  private final Schema schema;
  private final Known known;

  Names(Schema schema, Known known) {
    this.schema = schema;
    this.known = known;
  }

  void check(Policy policy, BiConsumer<Position, String> errors) {
    Policy.Head head = policy.head();
    scope(head.principal(), head.at().principal(), errors);
    scope(head.action(), head.at().action(), errors);
    scope(head.resource(), head.at().resource(), errors);
    Deque<Expr> open = new ArrayDeque<>();
    policy.conditions().stream().map(Condition::body).forEach(open::add);
    while (!open.isEmpty()) {
      Expr expr = open.pop();
      if (expr instanceof Expr.Literal(EntityUid uid, Position at)) {
        entity(uid, at, errors);
      } else if (expr instanceof Expr.Is is) {
        type(is.type(), is.at(), errors);
      }
      expr.children().forEach(open::push);
    }
  }

  private void scope(Scope scope, Position at, BiConsumer<Position, String> errors) {
    switch (scope) {
      case Scope.Any any -> {}
      case Scope.Equal equal -> entity(equal.uid(), at, errors);
      case Scope.In in -> entity(in.uid(), at, errors);
      case Scope.InAny any -> any.uids().forEach(uid -> entity(uid, at, errors));
      case Scope.Is is -> type(is.type(), at, errors);
      case Scope.IsIn isIn -> {
        type(isIn.type(), at, errors);
        entity(isIn.uid(), at, errors);
      }
    }
  }

  private void type(String type, Position at, BiConsumer<Position, String> errors) {
    boolean actions =
        schema.actions().stream().anyMatch(action -> action.uid().type().equals(type));
    if (!actions && schema.entity(type).isEmpty()) {
      errors.accept(
          at,
          "there is no entity type %s%s"
              .formatted(
                  type, near(type, schema.entities().stream().map(Schema.EntityType::name))));
    }
  }

  private void entity(EntityUid uid, Position at, BiConsumer<Position, String> errors) {
    if (Schema.isActionType(uid.type())) {
      if (schema.action(uid).isEmpty()) {
        Stream<String> actions = schema.actions().stream().map(action -> action.uid().toString());
        errors.accept(at, "there is no action %s%s".formatted(uid, near(uid.toString(), actions)));
      }
      return;
    }
    type(uid.type(), at, errors);
    Optional<Set<String>> ids = schema.entity(uid.type()).flatMap(Schema.EntityType::ids);
    Optional<Set<String>> all =
        ids.isPresent() ? ids : Optional.ofNullable(known.ids().get(uid.type()));
    if (all.isPresent() && !all.get().contains(uid.id())) {
      errors.accept(at, "there is no %s%s".formatted(uid, near(uid.id(), all.get().stream())));
    }
  }

  private static String near(String name, Stream<String> others) {
    return others
        .map(other -> new Candidate(other, distance(name, other)))
        .filter(candidate ->
            candidate.distance() <= NEAR && candidate.distance() < candidate.name().length())
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(candidate -> "; is " + candidate.name() + " meant?")
        .orElse("");
  }

  private record Candidate(String name, int distance) {}

  /**
   * How many letters must be put in, taken out or changed to make one of the other; anything above
   * {@link #NEAR} is one more than it.
   */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > NEAR) {
      return NEAR + 1;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
