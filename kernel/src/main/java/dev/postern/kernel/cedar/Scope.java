package dev.postern.kernel.cedar;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a policy's head asks of the principal, the action or the resource. */
public sealed interface Scope {
  /**
   * The entity under which an index may file this: every request that satisfies the scope names it
   * or something in it.
   */
  default Optional<EntityUid> key() {
    return switch (this) {
      case Equal equal -> Optional.of(equal.uid);
      case In in -> Optional.of(in.uid);
      case IsIn isIn -> Optional.of(isIn.uid);
      case Any any -> Optional.empty();
      case InAny inAny -> Optional.empty();
      case Is is -> Optional.empty();
    };
  }

  /**
   * Whether an entity satisfies it.
   *
   * @param inside the entity itself and everything that it is in
   */
  default boolean holds(EntityUid uid, Set<EntityUid> inside) {
    return switch (this) {
      case Any any -> true;
      case Equal equal -> equal.uid.equals(uid);
      case In in -> inside.contains(in.uid);
      case InAny any -> any.uids.stream().anyMatch(inside::contains);
      case Is is -> is.type.equals(uid.type());
      case IsIn isIn -> isIn.type.equals(uid.type()) && inside.contains(isIn.uid);
    };
  }

  /** Anything. */
  record Any() implements Scope {}

  /** {@code == uid}. */
  record Equal(EntityUid uid) implements Scope {}

  /** {@code in uid}. */
  record In(EntityUid uid) implements Scope {}

  /** {@code in [uid, ...]}: actions only. */
  record InAny(List<EntityUid> uids) implements Scope {
    public InAny {
      uids = List.copyOf(uids);
    }
  }

  /** {@code is type}: principals and resources only. */
  record Is(String type) implements Scope {}

  /** {@code is type in uid}: principals and resources only. */
  record IsIn(String type, EntityUid uid) implements Scope {}
}
