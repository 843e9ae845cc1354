package dev.postern.prove.kill;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the clients of a house know: each operation is written down before it is sent, and again
 * when its answer has come. It lives in a process that nobody kills. Any thread.
 */
final class Book {
  private static final int MOST_HEARD = 12;

  private final Map<String, List<String>> answered = new LinkedHashMap<>();
  private final Set<String> sent = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> heard = new HashSet<>();
  private long answers;

  /** About to be sent. */
  synchronized void sent(String operation) {
    sent.add(operation);
  }

  /** Its result came. Each client sends the next one only then. */
  synchronized void answered(String client, String operation) {
    answered.computeIfAbsent(client, none -> new ArrayList<>()).add(operation);
    sent.remove(operation);
    answers++;
    notifyAll();
  }

  /** It was turned away in the gateway's words. */
  synchronized void refused(String operation) {
    refused.add(operation);
    sent.remove(operation);
  }

  /** Somebody was told this; kept without its names and numbers, and not without bound. */
  synchronized void heard(String text) {
    if (heard.size() < MOST_HEARD) {
      heard.add(
          text.replaceAll("(op|ask)-[0-9a-z-]+", "...")
              .replaceAll("[0-9a-f]{12,}(-[0-9a-f]+)?", "..."));
    }
  }

  /** What the clients were told when something went wrong. */
  synchronized Set<String> heard() {
    return new TreeSet<>(heard);
  }

  /** The operations of each client that were answered, in their order. */
  synchronized Map<String, List<String>> answered() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    answered.forEach((client, operations) -> copy.put(client, List.copyOf(operations)));
    return copy;
  }

  /** What was sent and never answered. */
  synchronized Set<String> doubted() {
    return Set.copyOf(sent);
  }

  synchronized Set<String> refused() {
    return Set.copyOf(refused);
  }

  /** How many operations were answered. */
  synchronized long answers() {
    return answers;
  }

  /**
   * Waits until so many were answered.
   *
   * @return false when that takes too long
   */
  synchronized boolean await(long atLeast, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (answers < atLeast) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
