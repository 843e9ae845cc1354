package dev.postern.gateway.credential;

import dev.postern.gateway.credential.SecretStore.Mark;
import dev.postern.gateway.credential.SecretStore.Term;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One credential that was had for who needs it, and how many use it. */
final class Lent {
  private static final Logger LOG = LoggerFactory.getLogger(Lent.class);

  /**
   * A made secret is renewed when this part of its time is left, and a little earlier by chance.
   */
  private static final int RENEWED_AT = 3;

  private final CredentialSource source;
  private final SecretStore store;
  private final Lease lease;
  private final Optional<Term> term;
  private final LongSupplier nanos;
  private final Duration whole;
  private final AtomicInteger users = new AtomicInteger();
  private volatile Mark mark;
  private volatile long idleSince;
  private Duration renewedBelow;

  Lent(Lending.At at, Lease lease, Had had, LongSupplier nanos) {
    this.source = at.source();
    this.store = at.store();
    this.lease = lease;
    this.term = had.term();
    this.mark = had.mark();
    this.nanos = nanos;
    this.whole = lease.left().orElse(Duration.ZERO);
    this.renewedBelow = below(whole);
    this.idleSince = nanos.getAsLong();
  }

  /** What its store said of it beside the secret. */
  record Had(Optional<Term> term, Mark mark) {}

  /** Between a third and four tenths of it, so that not all are renewed at one moment. */
  private static Duration below(Duration whole) {
    long third = whole.toMillis() / RENEWED_AT;
    return Duration.ofMillis(
        third + ThreadLocalRandom.current().nextLong(whole.toMillis() / 15 + 1));
  }

  Lease lease() {
    return lease;
  }

  SecretStore store() {
    return store;
  }

  /** What its store knows it by. */
  Mark mark() {
    return mark;
  }

  /** It was had once more, and is the same. */
  void hadAgain(Mark later) {
    mark = later;
  }

  /** Whether it was had there. */
  boolean of(Lending.At at) {
    return store == at.store() && source.equals(at.source());
  }

  /** Whether it was made for the gateway, and must be given back. */
  boolean made() {
    return term.isPresent();
  }

  /** Whether who begins now can be given it: enough of its time is left. */
  boolean fresh() {
    boolean enough =
        term.isEmpty()
            || lease.left().map(left -> left.multipliedBy(4).compareTo(whole) > 0).orElse(true);
    return !lease.ended() && enough;
  }

  Loan loan() {
    users.incrementAndGet();
    return new Loan(
        lease,
        () -> {
          idleSince = nanos.getAsLong();
          users.decrementAndGet();
        });
  }

  boolean used() {
    return users.get() > 0;
  }

  /** It was looked up for a use that ends at once. */
  void touched() {
    idleSince = nanos.getAsLong();
  }

  boolean idleFor(Duration time) {
    return !used() && nanos.getAsLong() - idleSince >= time.toNanos();
  }

  /** Puts its end off where that is due and possible; one that is over ends. */
  void renew() throws InterruptedException {
    boolean due =
        term.map(Term::renewable).orElse(false)
            && lease.left().map(left -> left.compareTo(renewedBelow) < 0).orElse(false);
    if (due && !lease.ended()) {
      try {
        Optional<Duration> lasts = store.renew(term.orElseThrow());
        if (lasts.isEmpty()) {
          lease.end();
        } else {
          lease.lasts(lasts);
          renewedBelow = below(lasts.get());
        }
      } catch (IOException later) {
        LOG.warn("{} could not be renewed yet: {}", lease.name(), later.getMessage());
      }
    }
    if (lease.ended()) {
      lease.end();
    }
  }

  /**
   * Gives it back. Nobody uses it any more.
   *
   * @return false when it is still owed
   */
  boolean giveBack() throws InterruptedException {
    // Not whether it has ended here: that it is still owed is why it is tried again.
    boolean over = lease.left().map(Duration::isZero).orElse(false);
    lease.end();
    if (term.isEmpty() || over) {
      return true;
    }
    try {
      store.giveBack(term.get());
      return true;
    } catch (IOException later) {
      LOG.warn("{} could not be given back yet: {}", lease.name(), later.getMessage());
      return false;
    }
  }
}
