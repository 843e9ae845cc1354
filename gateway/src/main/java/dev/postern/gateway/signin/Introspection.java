package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.NOBODY_TO_ASK;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one issuer about its tokens: before a token is first believed, and then again and again for
 * as long as anything rests on it, once for each token however much that is. What the issuer does
 * not confirm in time ends. Ages are counted on the machine's own clock, which does not step.
 *
 * <p>{@link #demandActive} blocks and belongs on virtual threads; {@link #round} does not.
 */
final class Introspection {
  private static final Logger LOG = LoggerFactory.getLogger(Introspection.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int AT_ONCE = 16;

  private final IssuerSettings issuer;
  private final IntrospectionSettings settings;
  private final Means means;
  private final Pace pace;
  private final Semaphore first;
  private final Semaphore again = new Semaphore(AT_ONCE);
  private final ConcurrentMap<Fingerprint, Checked> tokens = new ConcurrentHashMap<>();
  private CompletableFuture<Void> round = CompletableFuture.completedFuture(null);
  private volatile Optional<Found> endpoint = Optional.empty();

  /**
   * What it works with.
   *
   * @param nanos the machine's own clock
   * @param changed told when a token turned out to be good no more
   */
  record Means(
      IntrospectionAsk ask,
      Discovery discovery,
      SignInLimits limits,
      LongSupplier nanos,
      Runnable changed) {}

  /**
   * How often, in nanoseconds.
   *
   * @param every how old an answer gets before it is asked for again
   * @param retry how long a question that failed is not asked again
   */
  record Pace(long every, long retry) {}

  /** Where to ask, and when that was found out. */
  private record Found(URI address, long at) {}

  Introspection(IssuerSettings issuer, IntrospectionSettings settings, Means means) {
    this.issuer = issuer;
    this.settings = settings;
    this.means = means;
    this.pace = new Pace(settings.every().toNanos(), RETRY.toNanos());
    this.first = new Semaphore(means.limits().waitingForKeys());
  }

  /**
   * Has the issuer confirm a token whose signature has been proven, unless it has just done so.
   *
   * @param expires the token's end
   * @throws FaultFound when it does not, or cannot be asked and has not been for too long
   * @throws IssuerKeys.TooManyWaiting when as many wait for it, or are known, as may
   */
  Checked demandActive(Issuer.Presented presented, Instant expires)
      throws FaultFound, IssuerKeys.TooManyWaiting {
    Checked known = tokens.get(presented.fingerprint());
    long now = means.nanos().getAsLong();
    if (known != null && settledFor(known, now)) {
      return known;
    }
    if (known == null && tokens.size() >= means.limits().cachedTokens() || !first.tryAcquire()) {
      throw new IssuerKeys.TooManyWaiting();
    }
    try {
      return confirmed(presented, expires, now);
    } catch (IOException e) {
      told(e);
      if (known != null && known.believed(means.nanos().getAsLong())) {
        return known;
      }
      throw new FaultFound(NOBODY_TO_ASK);
    } finally {
      first.release();
    }
  }

  /** Whether nobody has to ask: it was confirmed lately, or is being asked about and believed. */
  private boolean settledFor(Checked known, long now) {
    return known.fresh(now, pace.every()) || (known.believed(now) && !known.takeTurn(now, pace));
  }

  /** Whether a token was confirmed so lately that nobody has to ask before it is used. */
  boolean fresh(Checked checked) {
    // Half a period more than the period: an answer to a question of its time may be on its way.
    return checked.fresh(means.nanos().getAsLong(), pace.every() + pace.every() / 2)
        && checked.believed(means.nanos().getAsLong());
  }

  /** Whether what rests on a token still may; any thread, from memory. */
  boolean stands(Checked checked) {
    return checked.stands(means.nanos().getAsLong());
  }

  /**
   * Asks about what is due, unless a round is under way; the owner's clockwork calls it.
   *
   * @return completes when everything that the round asks has been answered, or cannot be
   */
  synchronized CompletableFuture<Void> round(Executor threads, InstantSource clock) {
    if (round.isDone()) {
      CompletableFuture<Void> next = new CompletableFuture<>();
      round = next;
      try {
        threads.execute(() -> {
          try {
            askAll(threads, clock.instant());
            again.acquireUninterruptibly(AT_ONCE);
            again.release(AT_ONCE);
          } finally {
            next.complete(null);
          }
        });
      } catch (RejectedExecutionException closed) {
        next.complete(null);
      }
    }
    return round;
  }

  private void askAll(Executor threads, Instant now) {
    AtomicBoolean failed = new AtomicBoolean();
    for (Checked checked : tokens.values()) {
      long nanos = means.nanos().getAsLong();
      boolean rested = !checked.fresh(nanos, pace.every()) && !checked.takeRelied();
      if (checked.expired(now) || (rested && !checked.believed(nanos))) {
        tokens.remove(checked.presented().fingerprint(), checked);
      } else if (!rested && checked.takeTurn(nanos, pace)) {
        again.acquireUninterruptibly();
        if (failed.get()) {
          // An issuer that is down is not asked about everything: the next round begins anew.
          again.release();
          return;
        }
        begin(threads, () -> confirm(checked, failed));
      }
    }
  }

  private void begin(Executor threads, Runnable question) {
    boolean begun = false;
    try {
      threads.execute(() -> {
        try {
          question.run();
        } finally {
          again.release();
        }
      });
      begun = true;
    } catch (RejectedExecutionException closed) {
      LOG.debug("{}: the gateway is stopping", issuer.id());
    } finally {
      if (!begun) {
        again.release();
      }
    }
  }

  private void confirm(Checked checked, AtomicBoolean failed) {
    try {
      long asked = means.nanos().getAsLong();
      ask(checked.presented());
      checked.confirm(asked);
    } catch (FaultFound e) {
      LOG.info("{}: a token in use is refused: {}", issuer.id(), e.fault().text());
    } catch (IOException e) {
      failed.set(true);
      told(e);
    }
  }

  /** Asks now, before a token is believed. */
  private Checked confirmed(Issuer.Presented presented, Instant expires, long asked)
      throws FaultFound, IOException {
    ask(presented);
    long keep = settings.keep().toNanos();
    Checked checked =
        tokens.computeIfAbsent(
            presented.fingerprint(), _ -> new Checked(presented, expires, keep, asked));
    checked.confirm(asked);
    // A no that was heard meanwhile is final, whatever an earlier question is answered.
    if (checked.over()) {
      throw new FaultFound(SignInFault.INACTIVE);
    }
    return checked;
  }

  /** Asks; a no ends what is known of the token, and stays known for a while. */
  private void ask(Issuer.Presented presented) throws FaultFound, IOException {
    IntrospectionAnswer answer;
    try {
      answer = IntrospectionAnswer.of(means.ask().ask(address(), question(presented), times()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the gateway is stopping", e);
    }
    try {
      answer.demandActive(presented.claims(), issuer.groups());
    } catch (FaultFound e) {
      Checked known = tokens.get(presented.fingerprint());
      if (known != null && known.end()) {
        means.changed().run();
      }
      throw e;
    }
  }

  private IntrospectionAsk.Question question(Issuer.Presented presented) {
    return new IntrospectionAsk.Question(
        IntrospectionSettings.credential(issuer.id()),
        settings.client(),
        presented.token().compact());
  }

  private URI address() throws IOException, InterruptedException {
    if (settings.endpoint().isPresent()) {
      return settings.endpoint().get();
    }
    long now = means.nanos().getAsLong();
    Optional<Found> known = endpoint;
    if (known.filter(at -> now - at.at() < times().refreshAfter().toNanos()).isPresent()) {
      return known.get().address();
    }
    URI found =
        switch (issuer.keys()) {
          case KeySource.Discovered(URI document) ->
              means.discovery().address(document, issuer.issuer(), "introspection_endpoint");
          case KeySource.Direct direct ->
              throw new IOException("nothing says where the issuer is asked about tokens");
        };
    endpoint = Optional.of(new Found(found, now));
    return found;
  }

  private KeyTimes times() {
    return means.discovery().times();
  }

  private void told(IOException e) {
    LOG.warn(
        "{}: it cannot be asked about tokens: {}",
        issuer.id(),
        e.getCause() == null ? e.toString() : e + ": " + e.getCause());
  }
}
