package dev.postern.cli.sessions;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which sessions and operations are meant. */
public final class Filters {
  @Option(
      names = "--person",
      paramLabel = "NAME",
      description = "only what this person asked, or an agent or job of theirs")
  private @Nullable String person;

  @Option(names = "--agent", paramLabel = "NAME", description = "only what this agent asked")
  private @Nullable String agent;

  @Option(names = "--workload", paramLabel = "NAME", description = "only what this job asked")
  private @Nullable String workload;

  @Option(names = "--target", paramLabel = "NAME", description = "only what was asked of this")
  private @Nullable String target;

  @Option(
      names = "--decision",
      paramLabel = "WORD",
      description = "only what was allowed, refused, or held for people")
  private @Nullable String decision;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "from when on, for example 2026-11-21T18:00:00Z")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "up to when")
  private @Nullable String until;

  @Option(
      names = "--request",
      paramLabel = "ID",
      description = "only what holds this request id, as callers are told it")
  private @Nullable String request;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "how many at most (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  /** As the interface takes them. */
  public Map<String, String> said() {
    Map<String, String> said = new HashMap<>();
    put(said, "person", person);
    put(said, "agent", agent);
    put(said, "workload", workload);
    put(said, "target", target);
    put(said, "decision", decision);
    put(said, "since", since);
    put(said, "until", until);
    put(said, "request", request);
    said.put("limit", Integer.toString(limit));
    return said;
  }

  private static void put(Map<String, String> said, String name, @Nullable String value) {
    if (value != null) {
      said.put(name, value);
    }
  }
}
