package dev.postern.kernel.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Standing from the locks in force, the proof's end and ground, and the age of the session. Read by
 * every event loop.
 */
public final class LiveStanding implements Standing {
  private volatile Locks locks;

  /** Starts from the locks that were persisted. */
  public LiveStanding(Locks locks) {
    this.locks = locks;
  }

  /** The locks in force. */
  public Locks locks() {
    return locks;
  }

  /**
   * Puts changed locks in force. Loops may still act on the old ones until the gate has settled:
   * see {@code Gate.review()}.
   */
  public synchronized void change(UnaryOperator<Locks> change) {
    locks = change.apply(locks);
  }

  @Override
  public Optional<Objection> objection(Visit visit, Instant now) {
    Optional<Lock> lock = locks.against(visit);
    if (lock.isPresent()) {
      return Optional.of(new Objection.Locked(lock.get()));
    }
    if (!now.isBefore(visit.signIn().expires())) {
      return Optional.of(new Objection.Expired(visit.signIn().expires()));
    }
    if (!visit.signIn().ground().holds()) {
      return Optional.of(new Objection.Ungrounded());
    }
    if (!now.isBefore(visit.opened().plus(visit.oldest()))) {
      return Optional.of(new Objection.TooOld(visit.oldest()));
    }
    return Optional.empty();
  }
}
