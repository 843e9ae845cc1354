package dev.postern.kernel.cedar;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Policies filed under (principal or any, resource or any), as their heads name them. A request
 * looks only into the places named by its principal and resource and their ancestors, so its cost
 * does not grow with policies about others.
 */
final class ScopeIndex {
  /** What is filed under one entity, and what is filed under none. */
  private record Shelf<T>(T any, Map<EntityUid, T> keyed) {
    static <T> Shelf<T> of(
        List<Compiled> policies,
        Function<Policy.Head, Scope> part,
        Function<List<Compiled>, T> inner) {
      Map<Optional<EntityUid>, List<Compiled>> byKey =
          policies.stream()
              .collect(Collectors.groupingBy(policy -> part.apply(policy.policy().head()).key()));
      Map<EntityUid, T> keyed = HashMap.newHashMap(byKey.size());
      byKey.forEach((key, found) -> key.ifPresent(uid -> keyed.put(uid, inner.apply(found))));
      return new Shelf<>(
          inner.apply(byKey.getOrDefault(Optional.<EntityUid>empty(), List.of())), keyed);
    }

    /** Gives {@code each} what is filed under none, under {@code uid} and under its ancestors. */
    void visit(EntityUid uid, Entities entities, Consumer<T> each) {
      each.accept(any);
      give(uid, each);
      for (EntityUid ancestor : entities.ancestors(uid)) {
        if (!ancestor.equals(uid)) {
          give(ancestor, each);
        }
      }
    }

    private void give(EntityUid uid, Consumer<T> each) {
      T found = keyed.get(uid);
      if (found != null) {
        each.accept(found);
      }
    }
  }

  private final Shelf<Shelf<Compiled[]>> byPrincipal;

  ScopeIndex(List<Compiled> policies) {
    byPrincipal =
        Shelf.of(
            policies,
            Policy.Head::principal,
            some -> Shelf.of(some, Policy.Head::resource, found -> found.toArray(Compiled[]::new)));
  }

  /** Gives {@code each} every policy that such a request could satisfy, once, and few others. */
  void candidates(Request.Head head, Entities entities, Consumer<Compiled> each) {
    Consumer<Compiled[]> all =
        found -> {
          for (Compiled policy : found) {
            each.accept(policy);
          }
        };
    byPrincipal.visit(
        head.principal(), entities, byResource -> byResource.visit(head.resource(), entities, all));
  }
}
