package dev.postern.gateway.page;

import dev.postern.gateway.signin.CodeClient;
import dev.postern.gateway.signin.Granted;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.SignIn;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A browser that is signed in: whose it is, the token that its calls are proven with, and what
 * renews that. Any thread; renewing blocks.
 */
final class BrowserSession {
  private final String form = Secret.text();
  private final Identity identity;
  private final String name;
  private final Instant until;
  private final ReentrantLock renewing = new ReentrantLock();
  private final AtomicReference<Held> held;
  private volatile Instant used;
  private volatile boolean over;

  /** What its calls are proven with, and until when that holds. */
  private record Held(String access, Optional<String> refresh, Instant expires) {
    @Override
    public String toString() {
      return "Held[hidden]";
    }
  }

  /** What came of a renewal. */
  enum Renewal {
    DONE,
    /** The issuer cannot be used now. */
    UNREACHABLE,
    /** The issuer gave nothing: the person has to sign in again. */
    OVER
  }

  BrowserSession(Granted.Tokens tokens, SignIn signIn, Instant now, Instant until) {
    this.identity = signIn.principal().subject().identity();
    this.name = signIn.principal().told();
    this.until = until;
    this.used = now;
    this.held =
        new AtomicReference<>(new Held(tokens.access(), tokens.refresh(), signIn.expires()));
  }

  /** What the page's scripts must send with every call; another site cannot read it. */
  String form() {
    return form;
  }

  /** Whose it is, as people read it. */
  String name() {
    return name;
  }

  /** Whose it is. */
  Identity identity() {
    return identity;
  }

  /** When it ends, used or not. */
  Instant until() {
    return until;
  }

  /** When it was used last. */
  Instant used() {
    return used;
  }

  /** The access token as it is now. */
  String token() {
    return held.get().access();
  }

  void use(Instant now) {
    used = now;
  }

  boolean over() {
    return over;
  }

  /** Ends it, also for calls that hold it already. */
  void end() {
    over = true;
  }

  /** Whether its token has to be renewed before it is used. */
  boolean due(Instant now, PageLimits limits) {
    Held current = held.get();
    return current.refresh().isPresent()
        && !now.isBefore(current.expires().minus(limits.renewBefore()));
  }

  /** What the desk found of a token that this session proved itself with. Never blocks. */
  void proven(String token, Instant expires) {
    Held current = held.get();
    if (current.access().equals(token)) {
      held.compareAndSet(current, new Held(token, current.refresh(), expires));
    }
  }

  /**
   * Renews the token, unless another call has done so meanwhile. When it holds is not known before
   * the desk has seen it; until then it counts as fresh.
   */
  Renewal renew(CodeClient client, Instant now, PageLimits limits) throws InterruptedException {
    renewing.lockInterruptibly();
    try {
      Held current = held.get();
      if (over) {
        return Renewal.OVER;
      }
      if (!due(now, limits)) {
        return Renewal.DONE;
      }
      return switch (client.renew(current.refresh().orElse(""))) {
        case Granted.Tokens tokens -> {
          held.set(new Held(tokens.access(), tokens.refresh().or(current::refresh), until));
          yield Renewal.DONE;
        }
        case Granted.None none ->
            none.why() == Granted.Why.UNREACHABLE ? Renewal.UNREACHABLE : Renewal.OVER;
      };
    } finally {
      renewing.unlock();
    }
  }

  @Override
  public String toString() {
    return "BrowserSession[of " + name + "]";
  }
}
