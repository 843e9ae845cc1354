package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The cancel keys that clients were given. They are ours, so that no client learns a key of a
 * target; the process id is the target's, which clients look at. Requests that name no session are
 * counted, and who sent too many is not heard at all, because the short keys have 32 bits; a client
 * may cancel what is its own as often as it likes. Safe for several threads.
 */
final class CancelKeys {
  /** Bytes of a key in protocol 3.0. */
  static final int SHORT = 4;

  /** Bytes of a key in protocol 3.2. */
  static final int LONG = 32;

  private static final int MOST_SOURCES = 10_000;

  private final PostgresLimits limits;
  private final IntFunction<byte[]> random;
  private final InstantSource clock;
  private final Map<Integer, List<Held>> byProcess = new HashMap<>();
  private final Map<InetAddress, Integer> wrong = new HashMap<>();
  private Instant windowEnds = Instant.MIN;
  private int all;

  /**
   * A key that a client holds.
   *
   * @param session the session that it names
   * @param process the target's process id
   * @param ours what the client was given
   * @param theirs what the target wants to see
   */
  record Held(String session, int process, Slice ours, Slice theirs) {}

  CancelKeys(PostgresLimits limits, IntFunction<byte[]> random, InstantSource clock) {
    this.limits = limits;
    this.random = random;
    this.clock = clock;
  }

  /** Makes a key for a session. */
  synchronized Held hold(String session, int process, int length, Slice theirs) {
    // The target's bytes lie in a buffer that need not live as long as the session.
    Held held = new Held(session, process, Slice.of(random.apply(length)), Slice.of(theirs.copy()));
    byProcess.computeIfAbsent(process, none -> new ArrayList<>(1)).add(held);
    return held;
  }

  synchronized void drop(Held held) {
    byProcess.computeIfPresent(
        held.process(),
        (process, keys) -> {
          keys.removeIf(key -> key == held);
          return keys.isEmpty() ? null : keys;
        });
  }

  /** The session that a cancel request names; empty where it names none, or came too often. */
  synchronized Optional<String> find(InetAddress source, int process, Slice key) {
    if (isOver(source)) {
      return Optional.empty();
    }
    byte[] given = key.copy();
    Optional<String> found = Optional.empty();
    for (Held held : byProcess.getOrDefault(process, List.of())) {
      if (MessageDigest.isEqual(held.ours().copy(), given)) {
        found = Optional.of(held.session());
      }
    }
    if (found.isEmpty()) {
      all++;
      wrong.merge(source, 1, Integer::sum);
    }
    return found;
  }

  /**
   * Whether a guess of this address would be one too many; one address's excess is not everybody's.
   */
  private boolean isOver(InetAddress source) {
    Instant now = clock.instant();
    if (!now.isBefore(windowEnds)) {
      windowEnds = now.plus(limits.cancelWindow());
      wrong.clear();
      all = 0;
    }
    return all >= limits.cancels()
        || wrong.size() >= MOST_SOURCES
        || wrong.getOrDefault(source, 0) >= limits.cancelsPerSource();
  }
}
