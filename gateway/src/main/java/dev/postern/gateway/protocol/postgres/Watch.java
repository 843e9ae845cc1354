package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.session.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a session has rested, and a statement run. One timer serves both and is set seldom: when
 * it fires it looks at what has happened since, and is set for what is left.
 */
final class Watch {
  /** What has lasted too long. */
  enum Over {
    NOTHING,
    /** The session was without a statement. */
    REST,
    /** A statement runs. */
    STATEMENT,
    /** A statement runs still, long after it should have been cancelled. */
    CANCELLED_STATEMENT
  }

  /** What a session is at. */
  enum Busy {
    RESTS,
    RUNS,
    /** It waits for people, for as long as they are given. */
    WAITS
  }

  private final Conversation conversation;
  private final PostgresTarget.Times times;
  private Busy busy = Busy.RESTS;
  private boolean cancelled;
  private long answered;
  private Instant since;
  private Optional<Instant> due = Optional.empty();

  /** Watches a session that rests. */
  Watch(Conversation conversation, PostgresTarget.Times times) {
    this.conversation = conversation;
    this.times = times;
    this.since = conversation.now();
    set();
  }

  /**
   * Something has happened in the session.
   *
   * @param now what the session is at
   * @param answers how many messages the target has answered so far
   */
  void look(Busy now, long answers) {
    if (now != busy || answers != answered) {
      busy = now;
      answered = answers;
      cancelled = false;
      since = conversation.now();
      set();
    }
  }

  /** The timer fired. */
  Over fired() {
    due = Optional.empty();
    Optional<Duration> bound = bound();
    if (bound.isEmpty()) {
      return Over.NOTHING;
    }
    if (conversation.now().isBefore(since.plus(bound.get()))) {
      set();
      return Over.NOTHING;
    }
    if (busy == Busy.RESTS) {
      return Over.REST;
    }
    if (cancelled) {
      return Over.CANCELLED_STATEMENT;
    }
    cancelled = true;
    since = conversation.now();
    set();
    return Over.STATEMENT;
  }

  private Optional<Duration> bound() {
    if (cancelled) {
      return Optional.of(conversation.limits().cancel().plus(conversation.limits().closing()));
    }
    return switch (busy) {
      case RESTS -> times.idle();
      case RUNS -> times.statement();
      case WAITS -> Optional.empty();
    };
  }

  /** A timer that fires too early is no harm; one that fires too late would be. */
  private void set() {
    bound()
        .map(since::plus)
        .filter(end -> due.isEmpty() || due.get().isAfter(end))
        .ifPresent(end -> {
          Duration left = Duration.between(conversation.now(), end);
          due = Optional.of(end);
          conversation.emit(
              new Command.SetTimer(
                  PostgresSession.WATCHING, left.isNegative() ? Duration.ZERO : left));
        });
  }
}
