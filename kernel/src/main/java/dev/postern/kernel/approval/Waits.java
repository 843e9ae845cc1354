package dev.postern.kernel.approval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who waits for which request; each is told its end once. */
final class Waits {
  private final Map<Wait, Request> requests = new HashMap<>();
  private final Map<String, List<Wait>> of = new LinkedHashMap<>();
  private final Counts people = new Counts();

  int size() {
    return requests.size();
  }

  void add(Request request, Wait wait) {
    requests.put(wait, request);
    of.computeIfAbsent(request.id(), id -> new ArrayList<>(1)).add(wait);
    people.add(request.subject().interested());
  }

  /** How many wait in the interest of that of some people who has most. */
  int openOf(Collection<String> some) {
    return people.most(some);
  }

  boolean any(String request) {
    return of.containsKey(request);
  }

  /** What is waited for now; a copy. */
  List<String> requests() {
    return List.copyOf(of.keySet());
  }

  /** Takes one away, and says what it waited for; empty when it waits no more. */
  Optional<String> remove(Wait wait) {
    Optional<String> request = forget(wait);
    request.ifPresent(id ->
        of.computeIfPresent(
            id,
            (key, waiting) -> {
              waiting.remove(wait);
              return waiting.isEmpty() ? null : waiting;
            }));
    return request;
  }

  private Optional<String> forget(Wait wait) {
    Optional<Request> request = Optional.ofNullable(requests.remove(wait));
    request.ifPresent(one -> people.remove(one.subject().interested()));
    return request.map(Request::id);
  }

  /** Takes the first who waits for a request and could use it. */
  Optional<Wait> first(String request) {
    Optional<Wait> first =
        of.getOrDefault(request, List.of()).stream().filter(Wait::ready).findFirst();
    first.ifPresent(this::remove);
    return first;
  }

  /** Tells everybody who waits for a request that it is over. */
  void end(String request, Wait.Over why) {
    List<Wait> waiting = of.remove(request);
    if (waiting == null) {
      return;
    }
    waiting.forEach(this::forget);
    Optional<RuntimeException> broke = Optional.empty();
    for (Wait wait : waiting) {
      try {
        wait.over(why);
      } catch (RuntimeException defect) {
        // One that cannot be told must not keep the others from hearing it.
        broke = Optional.of(defect);
      }
    }
    if (broke.isPresent()) {
      throw broke.get();
    }
  }
}
