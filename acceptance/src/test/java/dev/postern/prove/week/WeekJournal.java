package dev.postern.prove.week;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the clients know of every operation, and how often what happened to them. Any thread. */
final class WeekJournal {
  private static final int MOST_TOLD = 200;

  private final Map<String, Fate> fates = new HashMap<>();
  private final Map<String, Long> failures = new TreeMap<>();
  private final Map<String, Long> done = new TreeMap<>();
  private final List<String> unexpected = new ArrayList<>();
  private long operations;

  /** What became of an operation, as its client knows. */
  enum Fate {
    /** It was sent; nothing came. */
    DOUBTED,
    /** Its result came. */
    ANSWERED,
    /** It was told that it does not run. */
    REFUSED
  }

  /** It is about to be sent. */
  synchronized void asked(String id) {
    fates.put(id, Fate.DOUBTED);
  }

  /** How it ended. */
  synchronized void ended(String id, Fate fate) {
    fates.put(id, fate);
  }

  /** Something of a kind was done. */
  synchronized void did(String kind) {
    operations++;
    done.merge(kind, 1L, Long::sum);
  }

  /** Something failed, for a reason that was given cause for. */
  synchronized void failed(String kind) {
    failures.merge(kind, 1L, Long::sum);
  }

  /** Something failed, and nothing explains it; or was done, and nothing may have. */
  synchronized void unexpected(String what) {
    if (unexpected.size() < MOST_TOLD) {
      unexpected.add(what);
    }
    failures.merge("UNEXPECTED", 1L, Long::sum);
  }

  /** How many operations were done. */
  synchronized long operations() {
    return operations;
  }

  synchronized Map<String, Fate> fates() {
    return Map.copyOf(fates);
  }

  synchronized Map<String, Long> failures() {
    return new TreeMap<>(failures);
  }

  synchronized Map<String, Long> done() {
    return new TreeMap<>(done);
  }

  synchronized List<String> unexpected() {
    return List.copyOf(unexpected);
  }
}
