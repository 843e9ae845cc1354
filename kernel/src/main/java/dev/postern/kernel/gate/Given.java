package dev.postern.kernel.gate;

import dev.postern.kernel.policy.Grant;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A grant that was given, and what has become of it. Once it has ended it stays so, whatever the
 * clock says later. Any thread.
 */
public final class Given {
  private final Purse purse;
  private final AtomicReference<Optional<String>> ending = new AtomicReference<>(Optional.empty());
  private volatile Grant grant;

  /** A grant with what is left of its budget. */
  public Given(Grant grant, Purse purse) {
    this.grant = grant;
    this.purse = purse;
  }

  /** What is granted. */
  public Grant grant() {
    return grant;
  }

  /** What is left of its budget. */
  public Purse purse() {
    return purse;
  }

  /** Puts other terms in force; one that has ended stays so. */
  public void become(Grant next) {
    grant = next;
  }

  /** Ends it for good; one that has ended keeps its reason. */
  public void end(String why) {
    ending.compareAndSet(Optional.empty(), Optional.of(why));
  }

  /** Why it has ended; empty while it has not. */
  public Optional<String> ended(Instant now) {
    if (!now.isBefore(grant.term().until())) {
      end("its time is over");
    }
    purse.told().ifPresent(this::end);
    return ending.get();
  }

  /** Whether what rests on it may go on. */
  boolean holds(Instant now) {
    return ended(now).isEmpty() && grant.holdsAt(now);
  }

  /** Why it does not hold now, in words. */
  String why(Instant now) {
    return ended(now).orElse("it is outside its hours");
  }
}
