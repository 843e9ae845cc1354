package dev.postern.gateway.page;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sign-ins under way, by the digest of their state. Each is taken once, in time, and by the
 * browser that began it. Where there is no room, the oldest of whoever began most gives way: who
 * begins many takes nothing from others. Any thread.
 */
final class BegunSignIns {
  private static final int IPV6_PREFIX = 8;

  private final PageLimits limits;
  private final Map<String, Begun> byState = new LinkedHashMap<>();
  private final Map<String, Integer> ofSource = new HashMap<>();

  BegunSignIns(PageLimits limits) {
    this.limits = limits;
  }

  /** Keeps one. */
  synchronized void put(String state, Begun begun, Instant now) {
    forget(now);
    if (ofSource.getOrDefault(begun.source(), 0) >= limits.begunOfSource()) {
      giveWay(begun.source());
    } else if (byState.size() >= limits.begun()) {
      Map.Entry<String, Integer> most =
          Collections.max(ofSource.entrySet(), Map.Entry.comparingByValue());
      giveWay(most.getKey());
    }
    byState.put(Secret.digest(state), begun);
    ofSource.merge(begun.source(), 1, Integer::sum);
  }

  private void giveWay(String source) {
    Iterator<Begun> oldest = byState.values().iterator();
    while (oldest.hasNext()) {
      Begun begun = oldest.next();
      if (begun.source().equals(source)) {
        oldest.remove();
        left(begun);
        return;
      }
    }
  }

  /** Takes away the one of this state, whoever presents it; only its browser is given it. */
  synchronized Optional<Begun> take(String state, Optional<String> browser, Instant now) {
    forget(now);
    Begun begun = byState.remove(Secret.digest(state));
    if (begun == null) {
      return Optional.empty();
    }
    left(begun);
    return browser
        .filter(cookie -> Secret.same(Secret.digest(cookie), begun.browser()))
        .map(same -> begun);
  }

  /** Whether this browser has one under way, so that its cookie may stay. */
  synchronized boolean knows(String browser) {
    String digest = Secret.digest(browser);
    return byState.values().stream().anyMatch(begun -> begun.browser().equals(digest));
  }

  /** How many there are. */
  synchronized int size() {
    return byState.size();
  }

  /** Forgets what is too old; the oldest stand first. */
  synchronized void forget(Instant now) {
    byState
        .values()
        .removeIf(begun -> {
          boolean old = !now.isBefore(begun.until());
          if (old) {
            left(begun);
          }
          return old;
        });
  }

  private void left(Begun begun) {
    ofSource.computeIfPresent(begun.source(), (source, count) -> count == 1 ? null : count - 1);
  }

  /** An address as it is counted: an IPv6 host has its /64 to itself. */
  static String source(InetAddress address) {
    byte[] octets = address.getAddress();
    return HexFormat.of()
        .formatHex(octets.length == 4 ? octets : Arrays.copyOf(octets, IPV6_PREFIX));
  }
}
