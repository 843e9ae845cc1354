package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Rules that never count: nothing they speak of is asked, or another rule has said it already. */
final class DeadRules {
  private static final int MOST_TOLD = 3;

  private final List<Policy> policies;
  private final Asks asks;
  private final Notes notes;

  DeadRules(List<Policy> policies, Asks asks, Notes notes) {
    this.policies = policies;
    this.asks = asks;
    this.notes = notes;
  }

  void look() {
    for (Policy policy : policies) {
      approval(policy);
      List<Asked> fitting = fitting(policy);
      if (fitting.isEmpty()) {
        neverAsked(policy);
      } else if (clash(policy, fitting).isPresent()) {
        Clash clash = clash(policy, fitting).get();
        notes.add(
            Code.CONTRADICTION,
            policy,
            clash.at(),
            "this can never be true: " + clash.why(),
            "correct one of the conditions, or take the rule out");
      } else {
        covered(policy, fitting);
      }
    }
  }

  /** Everything that a head fits and somebody can ask. */
  private List<Asked> fitting(Policy policy) {
    List<Asked> fitting = new ArrayList<>();
    for (Asked asked : asks.all()) {
      if (asked.fits(policy.head()) && !asked.callers(policy.head()).isEmpty()) {
        fitting.add(asked);
      }
    }
    for (Asked asked : asks.of(Paths.named(policy).keySet())) {
      if (asked.fits(policy.head()) && !asked.callers(policy.head()).isEmpty()) {
        fitting.add(asked);
      }
    }
    return fitting;
  }

  private void neverAsked(Policy policy) {
    Policy.Head head = policy.head();
    List<String> asked =
        asks.all().stream()
            .filter(each -> each.fitsAction(head))
            .map(each -> each.party() ? "somebody" : told(each.resource()))
            .distinct()
            .sorted()
            .toList();
    boolean known = !(head.action() instanceof Scope.Any) && !asked.isEmpty();
    String of =
        asked.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
            + (asked.size() > MOST_TOLD ? " and others" : "");
    notes.add(
        Code.NEVER_ASKED,
        policy,
        head.at().resource(),
        "the action is never asked of this resource, so the rule never counts",
        known ? "it is asked of " + of : "correct the resource, or take the rule out");
  }

  private static String told(EntityUid uid) {
    int other = uid.id().indexOf('\u0000');
    return other < 0
        ? uid.toString()
        : "any " + uid.type() + " of " + uid.id().substring(0, other - 1);
  }

  /** Why the conditions can never hold, whatever is asked; empty where they may. */
  private static Optional<Clash> clash(Policy policy, List<Asked> fitting) {
    Optional<List<List<Literal>>> ways = Branches.of(policy);
    if (ways.isEmpty() || policy.conditions().isEmpty()) {
      return Optional.empty();
    }
    Optional<Clash> first = Optional.empty();
    for (Asked asked : fitting) {
      for (String principal : asked.callers(policy.head())) {
        for (List<Literal> way : ways.get()) {
          Optional<Clash> clash = Clash.among(way, asked, principal);
          if (clash.isEmpty()) {
            return clash;
          }
          first = first.or(() -> clash);
        }
      }
    }
    return first.or(() -> Optional.of(new Clash(policy.at(), "a condition is false as written")));
  }

  /** A forbid that asks for people and forbids what they approved. */
  private void approval(Policy policy) {
    if (policy.annotation("approval").isPresent() && !Paths.readsContext(policy, "approved")) {
      notes.add(
          Code.APPROVAL_NEVER_PASSES,
          policy,
          policy.at(),
          "the rule asks for an approval and forbids what was approved as well, so it denies"
              + " outright",
          "write unless { context.approved } behind it, or take @approval away");
    }
  }

  private void covered(Policy policy, List<Asked> fitting) {
    List<Policy> forbids =
        policies.stream()
            .filter(each -> each.effect() == Effect.FORBID && plain(each))
            .filter(each -> each != policy)
            .toList();
    if (policy.effect() == Effect.PERMIT || policy.annotation("approval").isPresent()) {
      cover(policy, fitting, forbids)
          .ifPresent(by ->
              notes.add(
                  Code.SHADOWED,
                  policy,
                  policy.at(),
                  "all that this rule speaks of is forbidden by " + by,
                  "take this rule out, or give the other one a condition"));
    }
    if (policy.effect() == Effect.PERMIT) {
      List<Policy> permits =
          policies.stream()
              .filter(each -> each.effect() == Effect.PERMIT && plain(each) && each != policy)
              .filter(
                  each -> each.ordinal() < policy.ordinal() || !same(each.head(), policy.head()))
              .toList();
      cover(policy, fitting, permits)
          .ifPresent(by ->
              notes.add(
                  Code.REDUNDANT,
                  policy,
                  policy.at(),
                  "all that this rule permits is permitted by " + by,
                  "take one of them out"));
    }
  }

  private static boolean plain(Policy policy) {
    return policy.conditions().isEmpty();
  }

  private static boolean same(Policy.Head one, Policy.Head other) {
    return one.principal().equals(other.principal())
        && one.action().equals(other.action())
        && one.resource().equals(other.resource());
  }

  /**
   * The rules that together speak of all that this one speaks of; empty where something is left.
   */
  private static Optional<String> cover(Policy policy, List<Asked> fitting, List<Policy> by) {
    List<Policy> near =
        by.stream()
            .filter(each -> wider(each.head().principal(), policy.head().principal()))
            .toList();
    Map<String, Boolean> used = new TreeMap<>();
    for (Asked asked : fitting) {
      Optional<Policy> covering = near.stream().filter(each -> asked.fits(each.head())).findFirst();
      if (covering.isEmpty()) {
        return Optional.empty();
      }
      used.put(covering.get().id(), true);
    }
    return Optional.of(String.join(", ", used.keySet()));
  }

  /** Whether whoever satisfies {@code narrow} satisfies {@code wide}. */
  private static boolean wider(Scope wide, Scope narrow) {
    return switch (wide) {
      case Scope.Any any -> true;
      case Scope.Equal equal -> narrow.equals(equal);
      case Scope.In(EntityUid in) -> Paths.uids(narrow).anyMatch(in::equals);
      case Scope.InAny many ->
          Paths.uids(narrow).findAny().isPresent()
              && Paths.uids(narrow).allMatch(many.uids()::contains);
      case Scope.Is(String type) -> typed(narrow).equals(Optional.of(type));
      case Scope.IsIn isIn -> narrow.equals(isIn);
    };
  }

  /** The one type of whoever satisfies a scope; empty where there may be several. */
  private static Optional<String> typed(Scope scope) {
    return switch (scope) {
      case Scope.Is(String type) -> Optional.of(type);
      case Scope.IsIn(String type, EntityUid uid) -> Optional.of(type);
      case Scope.Equal(EntityUid uid) -> Optional.of(uid.type());
      case Scope.Any any -> Optional.empty();
      case Scope.In in -> Optional.empty();
      case Scope.InAny many -> Optional.empty();
    };
  }
}
