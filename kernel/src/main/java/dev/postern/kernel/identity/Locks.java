package dev.postern.kernel.identity;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All locks that stand, as one immutable snapshot. */
public final class Locks {
  /** No lock stands. */
  public static final Locks NONE = new Locks(new EnumMap<>(Lock.Scope.class));

  private final Map<Lock.Scope, Map<String, Lock>> held;

  private Locks(Map<Lock.Scope, Map<String, Lock>> held) {
    this.held = held;
  }

  /** The locks of a list; of two on the same name the later one counts. */
  public static Locks of(List<Lock> locks) {
    Map<Lock.Scope, Map<String, Lock>> held = new EnumMap<>(Lock.Scope.class);
    for (Lock lock : locks) {
      held.computeIfAbsent(lock.scope(), scope -> new HashMap<>()).put(lock.name(), lock);
    }
    return new Locks(held);
  }

  /** These and one more. */
  public Locks with(Lock lock) {
    List<Lock> all = all();
    all.add(lock);
    return of(all);
  }

  /** These without the one on a name. */
  public Locks without(Lock.Scope scope, String name) {
    List<Lock> all = all();
    all.removeIf(lock -> lock.scope() == scope && lock.name().equals(name));
    return of(all);
  }

  /** Every lock, in no order. */
  public List<Lock> all() {
    List<Lock> all = new ArrayList<>();
    held.values().forEach(names -> all.addAll(names.values()));
    return all;
  }

  /** The lock on a name. */
  public Optional<Lock> on(Lock.Scope scope, String name) {
    return Optional.ofNullable(held.getOrDefault(scope, Map.of()).get(name));
  }

  /**
   * The first lock that stands against a visit: on its session or target, on any link of the chain,
   * on a group of a link, or on the person who owns a link.
   */
  public Optional<Lock> against(Standing.Visit visit) {
    if (held.isEmpty()) {
      return Optional.empty();
    }
    Optional<Lock> found = on(Lock.Scope.SESSION, visit.session());
    if (found.isEmpty()) {
      found = on(Lock.Scope.TARGET, visit.target());
    }
    List<Party> chain = visit.signIn().principal().chain();
    for (int link = 0; found.isEmpty() && link < chain.size(); link++) {
      found = against(chain.get(link));
    }
    return found;
  }

  /** The first lock that stands against a party: on it, its owner, or a group of it. */
  public Optional<Lock> against(Party link) {
    Optional<Lock> found =
        switch (link.kind()) {
          case PERSON -> on(Lock.Scope.PERSON, link.name());
          case WORKLOAD -> on(Lock.Scope.WORKLOAD, link.name());
          case AGENT -> on(Lock.Scope.AGENT, link.name());
          case SERVER -> on(Lock.Scope.TARGET, link.name());
          case POSTERN -> Optional.empty();
        };
    if (found.isEmpty() && link.owner().isPresent()) {
      found = on(Lock.Scope.PERSON, link.owner().get());
    }
    if (found.isPresent() || !held.containsKey(Lock.Scope.GROUP)) {
      return found;
    }
    for (String group : link.groups()) {
      Optional<Lock> onGroup = on(Lock.Scope.GROUP, group);
      if (onGroup.isPresent()) {
        return onGroup;
      }
    }
    return found;
  }
}
