package dev.postern.kernel.approval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of requests and told of them. An ending holds from the moment at which it is here;
 * where it cannot be kept or told it is owed, and tried again until it is. The store forgets a
 * request once its ending was told.
 */
final class Books {
  /** How many requests one transaction or one append takes. */
  private static final int MOST_AT_ONCE = 500;

  private final RequestStore store;
  private final DeskTrail trail;
  private final Shelf shelf;
  private final Map<String, Request> unkept = new LinkedHashMap<>();
  private final List<Request> untold = new ArrayList<>();
  private final Set<String> told = new LinkedHashSet<>();

  /**
   * Books with what was kept.
   *
   * @throws IOException when it cannot be read
   */
  Books(RequestStore store, DeskTrail trail, Shelf shelf) throws IOException {
    this.store = store;
    this.trail = trail;
    this.shelf = shelf;
    store.living().forEach(shelf::put);
    untold.addAll(store.ended());
  }

  /** How much the store and the trail are owed. */
  int owed() {
    return unkept.size() + untold.size();
  }

  /** Keeps a request that lives; false, and as before, when it could not be kept. */
  boolean keep(Request request) {
    if (!stored(List.of(request))) {
      return false;
    }
    shelf.put(request);
    return true;
  }

  /** Has it told where a request stands. */
  void tell(Request request) {
    untold.add(request.untold());
  }

  /** Ends requests; whether that was kept. */
  boolean end(List<Request> ended) {
    ended.forEach(shelf::put);
    ended.stream().map(Request::untold).forEach(untold::add);
    boolean kept = true;
    for (List<Request> some : pieces(ended)) {
      if (!stored(some)) {
        some.forEach(request -> unkept.put(request.id(), request.untold()));
        kept = false;
      }
    }
    return kept;
  }

  /** Tries what is owed, and has what was told forgotten. */
  void settle() {
    for (List<Request> some : pieces(List.copyOf(unkept.values()))) {
      if (stored(some)) {
        some.forEach(request -> unkept.remove(request.id()));
      }
    }
    tellOwed();
    if (!told.isEmpty() && forgotten(told)) {
      told.clear();
    }
  }

  /**
   * Tells what is owed, in order, until something cannot be told. What is not kept yet is told
   * later: a crash could still undo it.
   */
  void tellOwed() {
    List<Request> kept = untold.stream().filter(r -> !unkept.containsKey(r.id())).toList();
    for (List<Request> some : pieces(kept)) {
      try {
        trail.note(some);
      } catch (IOException | RuntimeException later) {
        return;
      }
      Set<Request> done = Collections.newSetFromMap(new IdentityHashMap<>());
      done.addAll(some);
      untold.removeIf(done::contains);
      some.stream().filter(request -> !request.lives()).map(Request::id).forEach(told::add);
    }
  }

  private boolean stored(List<Request> requests) {
    try {
      store.put(requests);
      return true;
    } catch (IOException | RuntimeException lost) {
      // A store that breaks is one that does not keep: nobody acts on what it did not take.
      return false;
    }
  }

  private boolean forgotten(Set<String> ids) {
    try {
      store.forget(ids);
      return true;
    } catch (IOException | RuntimeException later) {
      return false;
    }
  }

  private static List<List<Request>> pieces(List<Request> all) {
    List<List<Request>> pieces = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
      pieces.add(all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE)));
    }
    return pieces;
  }
}
