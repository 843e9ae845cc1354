package dev.postern.gateway.api;

import dev.postern.gateway.ledger.Erasure;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Effect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Erasing what was recorded. Who may is decided by policy; that it happens is in the ledger before
 * anything is gone, with what was asked for and why, and what came of it afterwards.
 */
public final class ErasureRoutes {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_REASON = 500;

  private final Path ledger;
  private final Notes notes;
  private final Forgetting requests;

  /** Where what happens to the gateway itself is recorded. */
  @FunctionalInterface
  public interface Notes {
    /** Records something; durable when it returns. */
    void note(String by, String what, Map<String, String> about) throws IOException;
  }

  /** Where else something lies that was asked in a person's interest. */
  @FunctionalInterface
  public interface Forgetting {
    /** Forgets what has ended of it; how many things that were. */
    int erase(String person);
  }

  /** The routes over a ledger's directory. */
  public ErasureRoutes(Path ledger, Notes notes, Forgetting requests) {
    this.ledger = ledger;
    this.notes = notes;
    this.requests = requests;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/api/v1/erasures", "erase-recordings", Effect.ADMIN, this::erase));
  }

  private Reply erase(Call call) throws Fault, IOException {
    Map<String, String> asked = new TreeMap<>();
    for (String key : List.of("person", "session", "entry", "before")) {
      if (!call.body().path(key).isMissingNode()) {
        asked.put(key, call.text(key, LONGEST_NAME));
      }
    }
    Erasure.Scope scope = scope(asked);
    boolean onlyAPerson = asked.keySet().equals(Set.of("person"));
    asked.put("reason", call.text("reason", LONGEST_REASON));
    notes.note(call.by().told(), "erasing-recordings", asked);
    Erasure.Erased erased = Erasure.erase(ledger, scope);
    asked.put("entries", Long.toString(erased.entries()));
    asked.put("recordings", Long.toString(erased.recordings()));
    // Requests that have ended are of no session and no entry: they go with all that a person
    // asked.
    int forgotten = onlyAPerson ? requests.erase(asked.getOrDefault("person", "")) : 0;
    asked.put("requests", Integer.toString(forgotten));
    notes.note(call.by().told(), "recordings-erased", asked);
    return Reply.ok(
        Map.of(
            "entries", erased.entries(),
            "recordings", erased.recordings(),
            "requests", forgotten));
  }

  private static Erasure.Scope scope(Map<String, String> asked) throws Fault {
    if (asked.isEmpty()) {
      throw new Fault(400, "say what to erase: 'person', 'session', 'entry', 'before'");
    }
    try {
      return new Erasure.Scope(
          Optional.ofNullable(asked.get("person")),
          Optional.ofNullable(asked.get("session")),
          Optional.ofNullable(asked.get("entry")).map(EntryId::parse),
          Optional.ofNullable(asked.get("before")).map(Instant::parse));
    } catch (DateTimeException wrong) {
      throw new Fault(400, "'before' must be a time, for example 2026-11-01T00:00:00Z");
    } catch (IllegalArgumentException wrong) {
      throw new Fault(400, "'entry' must be a request id as callers and auditors are given it");
    }
  }
}
