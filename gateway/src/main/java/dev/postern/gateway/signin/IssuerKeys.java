package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.KEYS_UNAVAILABLE;
import static dev.postern.gateway.signin.SignInFault.UNKNOWN_KEY;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, fetched when needed and kept fresh.
 *
 * <p>One thread fetches at a time and the others wait for what it brings. A key set that cannot be
 * renewed is trusted for a while ({@link KeyTimes#staleUpTo}), then not at all. Everything but
 * {@link #trusted} may block and belongs on virtual threads.
 */
final class IssuerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

  private final IssuerSettings issuer;
  private final IssuerFetch fetch;
  private final KeyTimes times;
  private final InstantSource clock;
  private final Semaphore waiting;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile State state = new State(new KeyRing(List.of(), Set.of()), never(), never(), 0);

  /** What is known: the ring, when it was fetched, when that was last tried, how often. */
  private record State(KeyRing ring, Instant fetched, Instant tried, long tries) {}

  IssuerKeys(IssuerSettings issuer, IssuerFetch fetch, Bounds bounds, InstantSource clock) {
    this.issuer = issuer;
    this.fetch = fetch;
    this.times = bounds.times();
    this.waiting = new Semaphore(bounds.waitingForKeys());
    this.clock = clock;
  }

  /** The bounds that hold here. */
  record Bounds(KeyTimes times, int waitingForKeys) {}

  /**
   * The key that a token names.
   *
   * @throws FaultFound when there is none, now or after a fetch that was due
   * @throws TooManyWaiting when as many threads wait for this issuer as may
   */
  VerifyKey key(Optional<String> id, Algorithm algorithm) throws FaultFound, TooManyWaiting {
    State seen = state;
    Instant now = clock.instant();
    if (due(seen, now)) {
      seen = refreshed(seen);
    }
    if (!trusted(seen, clock.instant())) {
      throw new FaultFound(KEYS_UNAVAILABLE);
    }
    try {
      return seen.ring().find(id, algorithm);
    } catch (FaultFound e) {
      if (e.fault() != UNKNOWN_KEY || now.isBefore(seen.tried().plus(times.unknownKeyEvery()))) {
        throw e;
      }
      return refreshed(seen).ring().find(id, algorithm);
    }
  }

  /** Whether what was verified with these keys may still be believed; never blocks. */
  boolean trusted(Instant now) {
    return trusted(state, now);
  }

  /** Fetches the key set when it is old enough; for the clockwork that keeps sets fresh. */
  void refreshIfDue() {
    State seen = state;
    if (due(seen, clock.instant())) {
      try {
        refreshed(seen);
      } catch (TooManyWaiting e) {
        LOG.debug("{}: a fetch of the key set is under way already", issuer.id());
      }
    }
  }

  private boolean trusted(State seen, Instant now) {
    return now.isBefore(seen.fetched().plus(times.staleUpTo()));
  }

  private boolean due(State seen, Instant now) {
    boolean old = !now.isBefore(seen.fetched().plus(times.refreshAfter()));
    return old && !now.isBefore(seen.tried().plus(times.retryAfter()));
  }

  /** What there is after a try that was made since the given state; a failed one changes little. */
  private State refreshed(State seen) throws TooManyWaiting {
    if (!waiting.tryAcquire()) {
      throw new TooManyWaiting();
    }
    fetching.lock();
    try {
      if (state.tries() == seen.tries()) {
        state = tried(state);
      }
      return state;
    } finally {
      fetching.unlock();
      waiting.release();
    }
  }

  private State tried(State before) {
    try {
      KeyRing ring = KeyReader.ring(fetch.get(keySetAddress(), times), times.mostKeys());
      Instant now = clock.instant();
      return new State(ring.succeeding(before.ring()), now, now, before.tries() + 1);
    } catch (IOException e) {
      LOG.warn("{}: no key set: {}", issuer.id(), told(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new State(before.ring(), before.fetched(), clock.instant(), before.tries() + 1);
  }

  private URI keySetAddress() throws IOException, InterruptedException {
    return switch (issuer.keys()) {
      case KeySource.Direct(URI keySet) -> keySet;
      case KeySource.Discovered(URI document) ->
          new Discovery(fetch, times).address(document, issuer.issuer(), "jwks_uri");
    };
  }

  private static String told(IOException e) {
    return e.getCause() == null ? e.toString() : e + ": " + e.getCause();
  }

  /** Long enough ago that everything is due, and far enough from the ends of time to add to. */
  private static Instant never() {
    return Instant.EPOCH.minus(Duration.ofDays(36_500));
  }

  /** As many threads wait for the issuer's key set as may. */
  static final class TooManyWaiting extends Exception {
    private static final long serialVersionUID = 1L;

    TooManyWaiting() {
      super("too many wait for the key set", null, false, false);
    }
  }
}
