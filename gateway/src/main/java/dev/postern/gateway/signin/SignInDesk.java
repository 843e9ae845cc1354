package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.UNKNOWN_ISSUER;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Where tokens are presented. A token is verified once, on a virtual thread, and from then on found
 * by its fingerprint until it expires, its key is withdrawn, or what configuration makes of it
 * changes.
 *
 * <p>Any thread may call; nothing here blocks its caller but {@link #close}.
 */
public final class SignInDesk implements AutoCloseable {
  /**
   * Faults that lie in the token's own bytes, so that the same bytes have them tomorrow: the only
   * ones remembered. A missing key or a clock may look different in a moment.
   */
  private static final Set<SignInFault> LASTING =
      EnumSet.of(
          SignInFault.NOT_THREE_PARTS,
          SignInFault.BAD_BASE64URL,
          SignInFault.BAD_JSON,
          SignInFault.DUPLICATE_MEMBER,
          SignInFault.HEADER_MEMBER,
          SignInFault.UNKNOWN_ISSUER,
          SignInFault.BAD_ALGORITHM,
          SignInFault.BAD_TYPE,
          SignInFault.BAD_KEY_ID,
          SignInFault.BAD_SIGNATURE,
          SignInFault.NOT_AN_ACCESS_TOKEN,
          SignInFault.INACTIVE,
          SignInFault.EXPIRED);

  private static final Duration BRIEFLY = Duration.ofSeconds(1);

  private final Tools tools;
  private final TokenCache accepted;
  private final TokenCache refused;
  private final SourceLimits sources;
  private final Semaphore room;
  private final Semaphore cores;
  private final ConcurrentMap<Fingerprint, CompletableFuture<Outcome>> underWay =
      new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Known known;

  /**
   * What the desk works with, besides its settings.
   *
   * @param asking how issuers are asked about tokens
   */
  public record Tools(
      IssuerFetch fetch, SignInLimits limits, KeyTimes times, InstantSource clock, Asking asking) {
    /** Where no issuer can be asked about tokens: those of one that has to be are refused. */
    public Tools(IssuerFetch fetch, SignInLimits limits, KeyTimes times, InstantSource clock) {
      this(
          fetch,
          limits,
          times,
          clock,
          new Asking(IntrospectionAsk.NOBODY, System::nanoTime, () -> {}));
    }
  }

  /**
   * How the desk learns that tokens are good no more.
   *
   * @param nanos the machine's own clock, which does not step
   * @param changed told when one that may be in use is not; any thread
   */
  public record Asking(IntrospectionAsk ask, LongSupplier nanos, Runnable changed) {}

  /**
   * A first-time verification that is asked for.
   *
   * @param token as presented
   * @param source where it came from
   */
  public record Attempt(String token, Wanted wanted, InetAddress source) {
    @Override
    public String toString() {
      return "Attempt[token hidden, " + wanted + ", " + source + "]";
    }
  }

  /** What a verification came to: something known of the token, or no room to find out. */
  private sealed interface Outcome {
    record Found(Verified verified) implements Outcome {}

    record NoRoom() implements Outcome {}
  }

  public SignInDesk(SignInSettings settings, Tools tools) {
    SignInLimits limits = tools.limits();
    this.tools = tools;
    this.accepted = new TokenCache(limits.cachedTokens());
    this.refused = new TokenCache(limits.cachedRefusals());
    this.sources = new SourceLimits(limits);
    this.room = new Semaphore(limits.waiting());
    this.cores = new Semaphore(Runtime.getRuntime().availableProcessors());
    this.known = Known.first(settings, tools);
  }

  /** A view for one event loop. */
  public TokenWindow window() {
    return new TokenWindow(this, tools.limits().longestToken());
  }

  /**
   * Puts other settings in force. When it returns, no proof holds that these settings would take
   * for somebody else's, for nobody's, or for somebody's with other groups or another owner, and
   * none of an issuer that is gone or whose tokens are to be looked at otherwise; all others hold
   * as they did. What is being verified meanwhile is held to the same.
   */
  public synchronized void replace(SignInSettings settings) {
    Known before = known;
    Known next = before.next(settings, tools);
    known = next;
    next.succeed(before);
  }

  /**
   * Who the owner of a certificate is, which TLS has verified. Answers from memory.
   *
   * @param chain the owner's own certificate first; not empty
   */
  public Answer owner(List<X509Certificate> chain) {
    return known
        .owners()
        .map(owners -> owners.owner(chain, tools.clock().instant()))
        .orElseGet(() -> new Answer.Refused(SignInFault.NO_CERTIFICATE_IDENTITY, Optional.empty()));
  }

  /**
   * Verifies a token. The answer may come on the calling thread when it is known at once.
   *
   * @return completes with an answer, never with an exception
   */
  public CompletableFuture<Answer> verify(Attempt attempt) {
    if (attempt.token().length() > tools.limits().longestToken()) {
      return CompletableFuture.completedFuture(
          new Answer.Refused(SignInFault.TOO_LONG, Optional.empty()));
    }
    Fingerprint fingerprint = Fingerprint.of(attempt.token());
    Instant now = tools.clock().instant();
    Optional<Answer> answer = known(fingerprint, attempt.wanted(), now);
    if (answer.isPresent()) {
      return CompletableFuture.completedFuture(answer.get());
    }
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    CompletableFuture<Outcome> first = underWay.putIfAbsent(fingerprint, mine);
    if (first != null) {
      return first.thenApply(outcome -> told(outcome, attempt.wanted()));
    }
    return begin(attempt, fingerprint, mine);
  }

  /** What is known of a token already; never blocks. */
  Optional<Answer> known(Fingerprint fingerprint, Wanted wanted, Instant now) {
    Optional<Verified> found = accepted.known(fingerprint, now);
    if (found.isEmpty()) {
      found = refused.known(fingerprint, now);
    }
    return found.map(verified -> verified.answer(wanted));
  }

  /**
   * Fetches key sets that are due and forgets what is over; the owner's clockwork calls it.
   *
   * @return completes when the fetches have ended, however they did
   */
  public CompletableFuture<Void> tend() {
    Instant now = tools.clock().instant();
    accepted.sweep(now);
    refused.sweep(now);
    try {
      return CompletableFuture.allOf(
          known.issuers().values().stream()
              .map(issuer -> CompletableFuture.runAsync(issuer.keys()::refreshIfDue, threads))
              .toArray(CompletableFuture<?>[]::new));
    } catch (RejectedExecutionException closed) {
      return CompletableFuture.completedFuture(null);
    }
  }

  /**
   * Asks issuers about tokens in use, as far as it is time; the owner's clockwork calls it.
   *
   * @return completes when what is asked has been answered, or cannot be
   */
  public CompletableFuture<Void> askIssuers() {
    return CompletableFuture.allOf(
        known.issuers().values().stream()
            .flatMap(issuer -> issuer.words().introspection().stream())
            .map(asked -> asked.round(threads, tools.clock()))
            .toArray(CompletableFuture<?>[]::new));
  }

  /** The issuer of our short name, as it is configured now. */
  Optional<Issuer> issuer(String id) {
    return known.issuers().values().stream()
        .filter(issuer -> issuer.settings().id().equals(id))
        .findFirst();
  }

  /** Whom an ID token is about that an issuer gave to a client of it. Blocks for keys. */
  String identified(Issuer issuer, String token, String client, String nonce)
      throws FaultFound, IssuerKeys.TooManyWaiting {
    return new IdTokens(issuer, cores, tools.clock())
        .subject(StrictToken.of(token, tools.limits().longestToken()), client, nonce);
  }

  /** Stops; what is under way is interrupted and answered as busy. */
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  private CompletableFuture<Answer> begin(
      Attempt attempt, Fingerprint fingerprint, CompletableFuture<Outcome> mine) {
    if (!sources.take(attempt.source(), tools.clock().instant())) {
      finish(fingerprint, mine, new Outcome.NoRoom());
      return CompletableFuture.completedFuture(new Answer.Busy(Answer.Busy.Cause.SOURCE, BRIEFLY));
    }
    if (!room.tryAcquire()) {
      finish(fingerprint, mine, new Outcome.NoRoom());
      return mine.thenApply(outcome -> told(outcome, attempt.wanted()));
    }
    try {
      threads.execute(() -> work(attempt, fingerprint, mine));
    } catch (RejectedExecutionException closed) {
      room.release();
      finish(fingerprint, mine, new Outcome.NoRoom());
    }
    return mine.thenApply(outcome -> told(outcome, attempt.wanted()));
  }

  private void work(Attempt attempt, Fingerprint fingerprint, CompletableFuture<Outcome> mine) {
    Outcome outcome = new Outcome.NoRoom();
    try {
      outcome = look(attempt, fingerprint);
    } finally {
      room.release();
      finish(fingerprint, mine, outcome);
    }
  }

  private void finish(Fingerprint fingerprint, CompletableFuture<Outcome> mine, Outcome outcome) {
    underWay.remove(fingerprint, mine);
    mine.complete(outcome);
  }

  private Outcome look(Attempt attempt, Fingerprint fingerprint) {
    Known at = known;
    Optional<String> issuerId = Optional.empty();
    try {
      StrictToken token = StrictToken.of(attempt.token(), tools.limits().longestToken());
      Claim.Members claims = token.claims();
      Issuer issuer =
          claims
              .text("iss")
              .flatMap(name -> Optional.ofNullable(at.issuers().get(name)))
              .orElseThrow(() -> new FaultFound(UNKNOWN_ISSUER));
      issuerId = Optional.of(issuer.settings().id());
      Verified.Good good =
          issuer.verify(new Issuer.Presented(token, claims, fingerprint), cores, tools.clock());
      if (!good.ground().stands(tools.clock().instant())) {
        return new Outcome.NoRoom();
      }
      accepted.put(fingerprint, good);
      sources.giveBack(attempt.source());
      return new Outcome.Found(good);
    } catch (FaultFound e) {
      return new Outcome.Found(bad(fingerprint, new Answer.Refused(e.fault(), issuerId), at));
    } catch (IssuerKeys.TooManyWaiting e) {
      return new Outcome.NoRoom();
    }
  }

  private Verified bad(Fingerprint fingerprint, Answer.Refused refusal, Known at) {
    Instant until = tools.clock().instant().plus(tools.limits().refusalKept());
    Verified.Bad bad = new Verified.Bad(refusal, until, at.epoch());
    if (LASTING.contains(refusal.fault())) {
      refused.put(fingerprint, bad);
    }
    return bad;
  }

  private static Answer told(Outcome outcome, Wanted wanted) {
    return switch (outcome) {
      case Outcome.Found(Verified verified) -> verified.answer(wanted);
      case Outcome.NoRoom() -> new Answer.Busy(Answer.Busy.Cause.EVERYBODY, BRIEFLY);
    };
  }
}
