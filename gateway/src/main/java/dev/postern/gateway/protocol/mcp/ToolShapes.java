package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.json.KnownMembers;
import dev.postern.gateway.json.SchemaNames;
import dev.postern.kernel.operation.Lexicon;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The argument names that count: those that the rules read, known from the start, and those of each
 * tool, as its target listed it. An argument that reads like one of them without being it would be
 * one value to policy and another to a lenient server. Bounded, the longest known is forgotten
 * first. Safe for several threads; looking takes no lock.
 */
final class ToolShapes {
  private static final int MOST_NAMES = 1_000;

  private record Tool(String target, String name) {}

  /** The names that the rules of one epoch read, made ready once. */
  private record Read(Set<String> names, KnownMembers known) {}

  private final int most;
  private final ConcurrentMap<Tool, KnownMembers> known = new ConcurrentHashMap<>();
  private final LinkedHashSet<Tool> oldestFirst = new LinkedHashSet<>();
  private final ConcurrentMap<String, Read> read = new ConcurrentHashMap<>();

  ToolShapes(int most) {
    this.most = most;
  }

  /** Learns the schema that a target lists for a tool. */
  void learn(String target, String tool, JsonValue schema) {
    SchemaNames.of(schema, MOST_NAMES)
        .map(KnownMembers::of)
        .ifPresent(names -> remember(new Tool(target, tool), names));
  }

  /** The first argument that imitates one that the rules read. */
  Optional<JsonFault> imitatesRead(Lexicon lexicon, JsonValue arguments) {
    Read now = read.get(lexicon.target());
    if (now == null || !now.names().equals(lexicon.read())) {
      now = new Read(lexicon.read(), KnownMembers.of(lexicon.read()));
      read.put(lexicon.target(), now);
    }
    return now.known().impostorWithin(arguments);
  }

  /** The first argument that imitates another of the tool's own, as far as those are known. */
  Optional<JsonFault> impostor(String target, String tool, JsonValue arguments) {
    KnownMembers names = known.get(new Tool(target, tool));
    return names == null ? Optional.empty() : names.impostorWithin(arguments);
  }

  private synchronized void remember(Tool tool, KnownMembers names) {
    oldestFirst.remove(tool);
    oldestFirst.add(tool);
    known.put(tool, names);
    if (oldestFirst.size() > most) {
      Tool oldest = oldestFirst.removeFirst();
      known.remove(oldest);
    }
  }
}
