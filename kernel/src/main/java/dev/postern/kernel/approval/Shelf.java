package dev.postern.kernel.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The requests in memory: those that live, and the last that ended. */
final class Shelf {
  private DeskLimits limits;
  private final Map<String, Request> living = new LinkedHashMap<>();
  private final Map<String, Request> ended = new LinkedHashMap<>();
  private final Map<String, String> byBinding = new LinkedHashMap<>();
  // What ended before a restart is not here, and is forgotten with the first that is.
  private boolean owed = true;

  Shelf(DeskLimits limits) {
    this.limits = limits;
  }

  void bound(DeskLimits next) {
    limits = next;
  }

  void put(Request request) {
    boolean joined = !request.subject().attached();
    if (request.lives()) {
      living.put(request.id(), request);
      if (joined) {
        byBinding.put(request.binding(), request.id());
      }
      return;
    }
    living.remove(request.id());
    if (joined) {
      byBinding.remove(request.binding(), request.id());
    }
    ended.put(request.id(), request);
    if (ended.size() > limits.ended()) {
      ended.remove(ended.keySet().iterator().next());
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

  /** Forgets what ended before a moment; whether there is something to forget elsewhere too. */
  boolean forget(Instant before) {
    boolean some = ended.values().removeIf(request -> request.until().isBefore(before)) || owed;
    owed = false;
    return some;
  }

  /** What was to be forgotten elsewhere could not be. */
  void forgetAgain() {
    owed = true;
  }
}
