package dev.postern.kernel.approval;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The requests in memory: those that live, and the last that ended. */
final class Shelf {
  private DeskLimits limits;
  private final Map<String, Request> living = new LinkedHashMap<>();
  private final Map<String, Request> ended = new LinkedHashMap<>();
  private final Map<String, String> byBinding = new LinkedHashMap<>();
  private final Deque<String> texts = new ArrayDeque<>();
  private long textChars;
  private final Counts people = new Counts();
  private final Counts targets = new Counts();
  private final NavigableSet<Due> dues =
      new TreeSet<>(Comparator.comparing(Due::until).thenComparing(Due::id));

  /** When a request that lives is due. */
  private record Due(Instant until, String id) {}

  Shelf(DeskLimits limits) {
    this.limits = limits;
  }

  void bound(DeskLimits next) {
    limits = next;
    trim();
  }

  void put(Request request) {
    boolean joined = !request.subject().attached();
    if (request.lives()) {
      if (living.put(request.id(), request) == null) {
        count(request);
      }
      if (joined) {
        byBinding.put(request.binding(), request.id());
      }
      return;
    }
    if (living.remove(request.id()) != null) {
      discount(request);
    }
    if (joined) {
      byBinding.remove(request.binding(), request.id());
    }
    if (ended.putIfAbsent(request.id(), request) == null) {
      texts.add(request.id());
      textChars += request.subject().text().length();
      trim();
    }
  }

  private void count(Request request) {
    people.add(request.subject().interested());
    targets.add(List.of(request.subject().target()));
    dues.add(new Due(request.until(), request.id()));
  }

  private void discount(Request request) {
    people.remove(request.subject().interested());
    targets.remove(List.of(request.subject().target()));
    dues.remove(new Due(request.until(), request.id()));
  }

  /** How many live in the interest of that of some people who has most. */
  int openOf(Collection<String> some) {
    return people.most(some);
  }

  /** How many live for a target. */
  int openFor(String target) {
    return targets.of(target);
  }

  /** Those whose moment has come. */
  List<Request> due(Instant now) {
    List<Request> due = new ArrayList<>();
    for (Due next : dues) {
      if (now.isBefore(next.until())) {
        break;
      }
      find(next.id()).ifPresent(due::add);
    }
    return due;
  }

  /** The oldest go first: whole ones above the number, texts above their length together. */
  private void trim() {
    while (ended.size() > limits.ended()) {
      drop(ended.keySet().iterator().next());
    }
    while (textChars > limits.endedChars()) {
      String oldest = texts.remove();
      ended.computeIfPresent(
          oldest,
          (id, request) -> {
            textChars -= request.subject().text().length();
            return request.untold();
          });
    }
  }

  private void drop(String id) {
    Request gone = ended.remove(id);
    if (gone != null) {
      textChars -= gone.subject().text().length();
      texts.remove(id);
    }
  }

  Collection<Request> living() {
    return living.values();
  }

  Optional<Request> bound(String binding) {
    return Optional.ofNullable(byBinding.get(binding)).map(living::get);
  }

  Optional<Request> find(String id) {
    return Optional.ofNullable(living.get(id)).or(() -> Optional.ofNullable(ended.get(id)));
  }

  List<Request> newestFirst() {
    List<Request> all = new ArrayList<>(living.values());
    all.addAll(ended.values());
    all.sort((one, other) -> other.asked().compareTo(one.asked()));
    return all;
  }

  /** Forgets what was due before a moment and has ended. */
  void forget(Instant before) {
    forget(request -> request.until().isBefore(before));
  }

  /** Forgets what has ended and fits; how many that were. */
  int forget(Predicate<Request> which) {
    List<String> gone = ended.values().stream().filter(which).map(Request::id).toList();
    gone.forEach(this::drop);
    return gone.size();
  }
}
