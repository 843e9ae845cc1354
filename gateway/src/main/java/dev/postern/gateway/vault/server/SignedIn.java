package dev.postern.gateway.vault.server;

import dev.postern.gateway.credential.SecretStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A token of the gateway's own at a server. What a server makes ends with the token that asked for
 * it, so each token is remembered as long as anything that it asked for is used.
 */
final class SignedIn implements SecretStore.Maker {
  private final String token;
  private final boolean own;
  private final Duration whole;
  private final AtomicReference<Optional<Long>> until;

  /**
   * @param own whether the gateway was given it by signing in, and may renew it
   * @param lasts empty for one without an end, or whose end is not known
   */
  SignedIn(String token, boolean own, Optional<Duration> lasts) {
    this.token = token;
    this.own = own;
    this.whole = lasts.orElse(Duration.ZERO);
    this.until = new AtomicReference<>(ending(lasts));
  }

  private static Optional<Long> ending(Optional<Duration> lasts) {
    return lasts.map(time -> System.nanoTime() + time.toNanos());
  }

  String token() {
    return token;
  }

  boolean own() {
    return own;
  }

  /** How long it lasts from now. */
  Optional<Duration> left() {
    return until.get().map(end -> Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }

  /** It lasts this long from now. */
  void lasts(Duration time) {
    until.set(ending(Optional.of(time)));
  }

  /** Whether its end should be put off. */
  boolean due() {
    return own && left().map(left -> left.multipliedBy(2).compareTo(whole) < 0).orElse(false);
  }

  /** Whether too little of it is left for anything new. */
  boolean spent() {
    return left().map(left -> left.multipliedBy(4).compareTo(whole) < 0).orElse(false);
  }

  @Override
  public Duration within(Duration time) {
    return left().filter(left -> left.compareTo(time) < 0).orElse(time);
  }

  @Override
  public String toString() {
    return "SignedIn[token hidden]";
  }
}
