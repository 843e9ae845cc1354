package dev.postern.prove.revocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What callers and reviewers know of operations that had to be asked about. Any thread. */
final class HeldJournal {
  private final Set<String> asked = new HashSet<>();
  private final Map<String, String> approving = new HashMap<>();
  private final Set<String> approved = new HashSet<>();
  private final Set<String> answered = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> doubted = new HashSet<>();

  /** Somebody asks for it. */
  synchronized void asked(String operation) {
    asked.add(operation);
  }

  /** Whether this is the one request for the operation that reviewers approve. */
  synchronized boolean mayApprove(String operation, String request) {
    String before = approving.putIfAbsent(operation, request);
    return before == null || before.equals(request);
  }

  /** An approval was acknowledged. */
  synchronized void approved(String operation) {
    approved.add(operation);
    notifyAll();
  }

  /** How many approvals were acknowledged. */
  synchronized int approvals() {
    return approved.size();
  }

  /**
   * Waits until so many approvals were acknowledged.
   *
   * @return false when that takes too long
   */
  synchronized boolean awaitApprovals(int atLeast, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (approved.size() < atLeast) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Its caller got its result. */
  synchronized void answered(String operation) {
    answered.add(operation);
  }

  /** Its caller was told that it ends without one. */
  synchronized void refused(String operation) {
    refused.add(operation);
  }

  /** Its caller lost the session that it waited in, and does not ask again. */
  synchronized void doubted(String operation) {
    doubted.add(operation);
  }

  /** Whether every operation that was asked for has come to an end that its caller knows. */
  synchronized Set<String> unended() {
    Set<String> left = new HashSet<>(asked);
    left.removeAll(answered);
    left.removeAll(refused);
    left.removeAll(doubted);
    return left;
  }

  /**
   * What does not agree with what the targets executed.
   *
   * @param executed how often each operation was
   */
  synchronized List<String> contradictions(Map<String, Integer> executed) {
    List<String> wrong = new ArrayList<>();
    executed.forEach((operation, times) -> {
      if (times > 1) {
        wrong.add(operation + " was executed " + times + " times");
      }
      if (!approving.containsKey(operation)) {
        wrong.add(operation + " was executed and nobody approved it");
      }
    });
    for (String operation : answered) {
      if (!executed.containsKey(operation)) {
        wrong.add(operation + " was answered and never executed");
      }
    }
    unended().forEach(operation -> wrong.add(operation + " was neither answered nor ended"));
    return wrong;
  }

  synchronized String told(Map<String, Integer> executed) {
    long atDatabase = asked.stream().filter(operation -> operation.startsWith("op-p")).count();
    return "asked %d, %d of it at the database, approved %d, executed %d, answered %d, refused %d, lost with their session %d"
        .formatted(
            asked.size(),
            atDatabase,
            approved.size(),
            executed.size(),
            answered.size(),
            refused.size(),
            doubted.size());
  }
}
