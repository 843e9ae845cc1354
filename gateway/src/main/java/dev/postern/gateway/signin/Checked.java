package dev.postern.gateway.signin;

import java.time.Instant;

/**
 * A token about which its issuer is asked, and what it last said. The token itself is kept, since
 * it is the question. Any thread.
 */
final class Checked {
  private final Issuer.Presented presented;
  private final Instant expires;
  private final long keep;
  private volatile long confirmed;
  private volatile boolean over;
  private volatile boolean relied = true;
  private long tried;

  /**
   * A token that its issuer has just confirmed.
   *
   * @param expires the token's end
   * @param keep how long a confirmation is believed, in nanoseconds
   * @param asked when it was asked, by the machine's own clock in nanoseconds
   */
  Checked(Issuer.Presented presented, Instant expires, long keep, long asked) {
    this.presented = presented;
    this.expires = expires;
    this.keep = keep;
    this.confirmed = asked;
    this.tried = asked;
  }

  Issuer.Presented presented() {
    return presented;
  }

  boolean expired(Instant now) {
    return !now.isBefore(expires);
  }

  /** Whether what rests on it still may; says also that something does. Never blocks. */
  boolean stands(long now) {
    relied = true;
    return believed(now);
  }

  /** Whether the issuer's last yes still counts. */
  boolean believed(long now) {
    return !over && now - confirmed < keep;
  }

  /** Whether the issuer's last yes is at most so old. */
  boolean fresh(long now, long most) {
    return !over && now - confirmed < most;
  }

  /** Whether anything has rested on it since this was last asked. */
  boolean takeRelied() {
    boolean was = relied;
    relied = false;
    return was;
  }

  /** Whether it is time to ask, and remembers that it is done. */
  synchronized boolean takeTurn(long now, Introspection.Pace pace) {
    boolean due = now - confirmed >= pace.every() && now - tried >= pace.retry();
    if (due) {
      tried = now;
    }
    return due;
  }

  /** The issuer said yes to a question of that moment. */
  synchronized void confirm(long asked) {
    if (asked - confirmed > 0) {
      confirmed = asked;
    }
  }

  /** Whether the issuer has said no. */
  boolean over() {
    return over;
  }

  /** The issuer said no; that is final. False when it had said so before. */
  synchronized boolean end() {
    boolean first = !over;
    over = true;
    return first;
  }

  @Override
  public String toString() {
    return "Checked[" + presented + "]";
  }
}
