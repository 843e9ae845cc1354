package dev.postern.prove.crash;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** What clients know of their transactions, and of how they lost their sessions. Any thread. */
final class Journal {
  private final Set<String> acknowledged = new HashSet<>();
  private final Set<String> doubted = new HashSet<>();
  private final Set<String> undone = new HashSet<>();
  private final Set<String> heard = new TreeSet<>();

  /** COMMIT was answered. */
  synchronized void acknowledged(String id) {
    acknowledged.add(id);
    notifyAll();
  }

  /** COMMIT was asked for, and no answer came. */
  synchronized void doubted(String id) {
    doubted.add(id);
  }

  /** It was rolled back, or its COMMIT was never asked for. */
  synchronized void undone(String id) {
    undone.add(id);
  }

  /** A session was lost, with this SQLSTATE. */
  synchronized void heard(String sqlState) {
    heard.add(sqlState);
  }

  /** Waits until so many transactions were acknowledged. */
  synchronized void await(int atLeast) throws InterruptedException {
    while (acknowledged.size() < atLeast) {
      wait();
    }
  }

  synchronized Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  synchronized Set<String> doubted() {
    return Set.copyOf(doubted);
  }

  synchronized Set<String> undone() {
    return Set.copyOf(undone);
  }

  /** The SQLSTATEs with which sessions were lost. */
  synchronized Set<String> heard() {
    return Set.copyOf(heard);
  }
}
