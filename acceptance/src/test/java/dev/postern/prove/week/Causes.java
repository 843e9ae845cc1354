package dev.postern.prove.week;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why operations may fail just now: what was done to the gateway, its targets or a caller, and from
 * when until when. A failure without one of them is a defect. Any thread.
 */
final class Causes {
  /** So long after a cause has gone its consequences may still be met. */
  private static final long GRACE = 4_000_000_000L;

  /** Causes that ended so long ago concern nothing that is under way. */
  private static final long KEPT = 300_000_000_000L;

  private final List<Cause> causes = new ArrayList<>();

  /** What a cause concerns. */
  enum Scope {
    /** Everybody. */
    GATEWAY,
    /** Who calls the MCP server. */
    WORKSHOP,
    /** Who is at the database. */
    SHOP,
    /** One caller, by name. */
    CALLER
  }

  /** Something that makes operations fail, until it is ended. */
  final class Cause {
    private final String kind;
    private final Scope scope;
    private final String caller;
    private final long from = System.nanoTime();
    private long until = Long.MAX_VALUE;

    private Cause(String kind, Scope scope, String caller) {
      this.kind = kind;
      this.scope = scope;
      this.caller = caller;
    }

    /** It is gone now. */
    void over() {
      synchronized (causes) {
        until = System.nanoTime();
      }
    }

    private boolean explains(Scope target, String who, long begun, long failed) {
      boolean concerns = scope == Scope.GATEWAY || scope == target || scope == Scope.CALLER;
      boolean reaches = until == Long.MAX_VALUE || until + GRACE >= begun;
      return concerns && (scope != Scope.CALLER || caller.equals(who)) && from <= failed && reaches;
    }
  }

  /** Something begins that concerns everybody at a target, or everybody at all. */
  Cause begin(String kind, Scope scope) {
    return keep(new Cause(kind, scope, ""));
  }

  /** Something begins that concerns one caller. */
  Cause begin(String kind, String caller) {
    return keep(new Cause(kind, Scope.CALLER, caller));
  }

  private Cause keep(Cause cause) {
    synchronized (causes) {
      long now = System.nanoTime();
      causes.removeIf(each -> each.until != Long.MAX_VALUE && each.until + KEPT < now);
      causes.add(cause);
    }
    return cause;
  }

  /** What explains that something failed that was begun then; times by {@link System#nanoTime}. */
  Optional<String> of(Scope target, String caller, long begun) {
    long failed = System.nanoTime();
    synchronized (causes) {
      return causes.stream()
          .filter(each -> each.explains(target, caller, begun, failed))
          .map(each -> each.kind)
          .findFirst();
    }
  }
}
