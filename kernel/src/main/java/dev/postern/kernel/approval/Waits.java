package dev.postern.kernel.approval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who waits for which request; each is told its end once. */
final class Waits {
  private final Map<Wait, String> requests = new HashMap<>();
  private final Map<String, List<Wait>> of = new LinkedHashMap<>();

  int size() {
    return requests.size();
  }

  void add(String request, Wait wait) {
    requests.put(wait, request);
    of.computeIfAbsent(request, id -> new ArrayList<>(1)).add(wait);
  }

  /** How many wait for a request. */
  int of(String request) {
    return of.getOrDefault(request, List.of()).size();
  }

  boolean any(String request) {
    return of.containsKey(request);
  }

  /** Takes one away; empty when it waits no more. */
  Optional<String> remove(Wait wait) {
    Optional<String> request = Optional.ofNullable(requests.remove(wait));
    request.ifPresent(id ->
        of.computeIfPresent(
            id,
            (key, waiting) -> {
              waiting.remove(wait);
              return waiting.isEmpty() ? null : waiting;
            }));
    return request;
  }

  /** Takes the first who waits for a request. */
  Optional<Wait> first(String request) {
    Optional<Wait> first = Optional.ofNullable(of.get(request)).map(waiting -> waiting.getFirst());
    first.ifPresent(this::remove);
    return first;
  }

  /** Tells everybody who waits for a request that it is over. */
  void end(String request, Wait.Over why) {
    List<Wait> waiting = of.remove(request);
    if (waiting != null) {
      waiting.forEach(wait -> {
        requests.remove(wait);
        wait.over(why);
      });
    }
  }
}
