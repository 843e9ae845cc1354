package dev.postern.gateway.page;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The browsers that are signed in, by the digest of their cookie. They live in memory: a restart
 * signs everybody out. Any thread.
 */
final class BrowserSessions {
  private final PageLimits limits;
  private final Map<String, BrowserSession> byCookie = new HashMap<>();

  BrowserSessions(PageLimits limits) {
    this.limits = limits;
  }

  /**
   * Keeps a session under a new cookie. A person's oldest makes room for one too many of theirs.
   *
   * @return the cookie's value; empty when there is no room
   */
  synchronized Optional<String> put(BrowserSession session, Instant now) {
    forget(now);
    if (ofPerson(session) >= limits.sessionsOfPerson()) {
      byCookie.entrySet().stream()
          .filter(other -> other.getValue().identity().equals(session.identity()))
          .min(Comparator.comparing(other -> other.getValue().used()))
          .ifPresent(oldest -> end(oldest.getKey()));
    }
    if (byCookie.size() >= limits.sessions()) {
      return Optional.empty();
    }
    String cookie = Secret.text();
    byCookie.put(Secret.digest(cookie), session);
    return Optional.of(cookie);
  }

  /** The session of a cookie, if it still lasts. */
  synchronized Optional<BrowserSession> find(String cookie, Instant now) {
    return Optional.ofNullable(byCookie.get(Secret.digest(cookie)))
        .filter(session -> lasts(session, now));
  }

  /** Ends one. */
  synchronized void end(BrowserSession session) {
    session.end();
    byCookie.values().removeIf(other -> other == session);
  }

  /** How many there are. */
  synchronized int size() {
    return byCookie.size();
  }

  /** Forgets those that are over. */
  synchronized void forget(Instant now) {
    byCookie
        .values()
        .removeIf(session -> {
          boolean over = !lasts(session, now);
          if (over) {
            session.end();
          }
          return over;
        });
  }

  private void end(String digest) {
    BrowserSession session = byCookie.remove(digest);
    if (session != null) {
      session.end();
    }
  }

  private long ofPerson(BrowserSession session) {
    return byCookie.values().stream()
        .filter(other -> other.identity().equals(session.identity()))
        .count();
  }

  private boolean lasts(BrowserSession session, Instant now) {
    return !session.over()
        && now.isBefore(session.until())
        && now.isBefore(session.used().plus(limits.idle()));
  }
}
