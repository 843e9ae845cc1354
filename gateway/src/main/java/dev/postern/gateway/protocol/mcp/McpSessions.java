package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.operation.Lexicon;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The sessions of all targets, bounded. Safe for several threads; finding one takes no lock. */
public final class McpSessions {
  private static final int ID_BYTES = 24;
  private static final int NAME_BYTES = 8;

  private volatile McpLimits limits;
  private final RandomGenerator random;
  private final Function<String, Optional<McpTarget>> targets;
  private final ConcurrentMap<String, McpSession> open = new ConcurrentHashMap<>();
  private final Map<McpSession.Binding, Integer> perCaller = new LinkedHashMap<>();
  private final ConcurrentMap<String, Parts> parts = new ConcurrentHashMap<>();
  private final Bearers bearers = new Bearers();
  private final ToolShapes shapes;
  private final LongAdder dropped = new LongAdder();

  /**
   * Sessions.
   *
   * @param random where ids come from; unpredictable to everyone outside the process
   * @param targets by name
   */
  public McpSessions(
      McpLimits limits, RandomGenerator random, Function<String, Optional<McpTarget>> targets) {
    this.limits = limits;
    this.random = random;
    this.targets = targets;
    this.shapes = new ToolShapes(limits.toolShapes());
  }

  /** Other bounds for what begins from now on. */
  public void bound(McpLimits next) {
    limits = next;
  }

  /** How many sessions are open or being opened. */
  public synchronized int size() {
    return open.size();
  }

  /** How many messages of targets were not passed on: answers to nobody, unknown notices. */
  public long droppedMessages() {
    return dropped.sum();
  }

  void dropped() {
    dropped.increment();
  }

  Optional<McpTarget> target(String name) {
    return targets.apply(name);
  }

  /** The parts of a target as these words name them, kept until its words are others. */
  Parts parts(Lexicon lexicon) {
    Parts known = parts.get(lexicon.target());
    if (known == null || known.lexicon() != lexicon) {
      known = new Parts(lexicon);
      parts.put(lexicon.target(), known);
    }
    return known;
  }

  /** Where tokens are found in heads. */
  Bearers bearers() {
    return bearers;
  }

  McpLimits limits() {
    return limits;
  }

  ToolShapes shapes() {
    return shapes;
  }

  /** A session's two names, made before anybody has decided on it. */
  McpSession draft(Caller caller, Instant now) {
    byte[] id = new byte[ID_BYTES];
    byte[] name = new byte[NAME_BYTES];
    synchronized (this) {
      random.nextBytes(id);
      random.nextBytes(name);
    }
    return new McpSession(
        Base64.getUrlEncoder().withoutPadding().encodeToString(id),
        "mcp-" + HexFormat.of().formatHex(name),
        caller,
        now,
        limits);
  }

  /** Takes a session in; false when its principal or the gateway has too many. */
  synchronized boolean enter(McpSession session, Instant now) {
    if (full(session.binding())) {
      sweep(now);
      if (full(session.binding())) {
        return false;
      }
    }
    open.put(session.id(), session);
    perCaller.merge(session.binding(), 1, Integer::sum);
    return true;
  }

  /**
   * The session of that id, if it is this caller's at this target and not over. One answer for all
   * that is not: whose session an id is, is nobody else's to know.
   */
  Optional<McpSession> find(String id, Caller caller, Instant now) {
    McpSession found = open.get(id);
    if (found == null || !found.binding().holds(caller)) {
      return Optional.empty();
    }
    if (found.over(now, caller.target())) {
      end(found);
      return Optional.empty();
    }
    found.use(now);
    return Optional.of(found);
  }

  /** Ends a session; false when it has ended already. */
  boolean end(McpSession session) {
    synchronized (this) {
      if (open.remove(session.id(), session)) {
        leave(session);
      }
    }
    return session.end();
  }

  private boolean full(McpSession.Binding binding) {
    return open.size() >= limits.sessions()
        || perCaller.getOrDefault(binding, 0) >= limits.sessionsPerCaller();
  }

  private void sweep(Instant now) {
    Iterator<McpSession> all = open.values().iterator();
    while (all.hasNext()) {
      McpSession session = all.next();
      boolean over =
          targets
              .apply(session.binding().target())
              .map(target -> session.over(now, target))
              .orElse(true);
      if (over) {
        all.remove();
        leave(session);
        session.end();
      }
    }
  }

  private void leave(McpSession session) {
    perCaller.computeIfPresent(
        session.binding(), (binding, count) -> count == 1 ? null : count - 1);
  }
}
