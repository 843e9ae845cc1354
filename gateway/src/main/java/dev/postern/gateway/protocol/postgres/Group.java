package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The one group of messages that is under way. It ends with Sync, Query or FunctionCall, and
 * nothing of the next is looked at before the target's ReadyForQuery: what lies in its socket could
 * not be called back.
 */
final class Group {
  /** Room for a small group: between two of them a session has none. */
  private static final int USUAL = 4;

  private final ArrayDeque<Step> waiting = new ArrayDeque<>(USUAL);
  private final ArrayDeque<Step> sent = new ArrayDeque<>(USUAL);
  private final Transaction transaction = new Transaction();
  private boolean skipping;
  private boolean unsettled;
  private long answers;
  private long bytes;

  /** Takes a further message of the client. */
  void add(Step step) {
    waiting.add(step);
    bytes += step.bytes().length();
  }

  /** The next message to be sent. */
  Optional<Step> next() {
    return Optional.ofNullable(waiting.peekFirst());
  }

  /** It has been sent, and the target will answer it or skip it. */
  void sent(Step step) {
    waiting.remove(step);
    sent.add(step);
    transaction.sent(step);
    if (step.message().type() == FrontendType.SYNC) {
      skipping = false;
    }
  }

  /** It is not sent, or is never answered. */
  void leftOut(Step step) {
    if (waiting.remove(step)) {
      bytes -= step.bytes().length();
    }
  }

  /** What the target is answering. */
  Optional<Step> answering() {
    return Optional.ofNullable(sent.peekFirst());
  }

  /** The target has answered it. */
  void answered() {
    bytes -= sent.removeFirst().bytes().length();
    answers++;
  }

  /**
   * The target fails at what it was answering, and skips what is behind it up to a Sync.
   *
   * @return the next message that it skips; empty when there is none, or it was a Sync
   */
  Optional<Step> skipped() {
    Step next = sent.peekFirst();
    if (next == null) {
      skipping = true;
      return Optional.empty();
    }
    if (next.message().type() == FrontendType.SYNC) {
      return Optional.empty();
    }
    answered();
    return Optional.of(next);
  }

  /** What follows up to a Sync would be skipped by the target, and is not sent. */
  void skip() {
    skipping = true;
  }

  /** Whether everything up to a Sync is to be left out. */
  boolean skipping() {
    return skipping;
  }

  /** Whether its last message has been read. */
  boolean closed() {
    Step last = waiting.isEmpty() ? sent.peekLast() : waiting.peekLast();
    boolean ends = last != null && last.endsGroup();
    return ends && (!skipping || last.message().type() == FrontendType.SYNC);
  }

  /** The target is ready for the next. */
  void over(TransactionStatus status) {
    transaction.ready(status);
    skipping = false;
    unsettled = false;
  }

  /** The transaction that it is in. */
  Transaction transaction() {
    return transaction;
  }

  /** The first message that waits for people. */
  Optional<Step> held() {
    for (Step step : waiting) {
      if (step.decided() == Step.Decided.WAITING && step.hold().isPresent()) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }

  /** Whether a message waits for the gate, and for nobody else. */
  boolean deciding() {
    for (Step step : waiting) {
      if (step.decided() == Step.Decided.WAITING && step.hold().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The first message of its kind behind another that waits. */
  Optional<Step> behind(Step of, Predicate<Step> kind) {
    boolean passed = false;
    for (Step step : waiting) {
      if (passed && kind.test(step)) {
        return Optional.of(step);
      }
      passed |= step == of;
    }
    return Optional.empty();
  }

  /** Something was asked that may change how the target reads what follows. */
  void unsettle() {
    unsettled = true;
  }

  /** Whether the target has told all that it changed about itself. */
  boolean settled() {
    return !unsettled;
  }

  /** Whether as much is under way as may be. */
  boolean full(StatementLimits limits) {
    return size() >= limits.unanswered() || bytes >= limits.unansweredBytes();
  }

  /** How many messages are under way. */
  int size() {
    return waiting.size() + sent.size();
  }

  /** How many messages the target has answered or skipped so far. */
  long answers() {
    return answers;
  }

  /** How many of them the target has. */
  int unanswered() {
    return sent.size();
  }

  Iterable<Step> waiting() {
    return waiting;
  }

  Iterable<Step> unansweredSteps() {
    return sent;
  }

  /** Takes all that is left, to be closed. */
  Iterator<Step> drain() {
    ArrayDeque<Step> all = new ArrayDeque<>(sent);
    all.addAll(waiting);
    sent.clear();
    waiting.clear();
    bytes = 0;
    return all.iterator();
  }
}
