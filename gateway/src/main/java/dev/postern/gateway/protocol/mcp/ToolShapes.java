package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.json.KnownMembers;
import dev.postern.gateway.json.SchemaNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The argument names of tools, as their targets listed them: an argument that reads like one of
 * them without being it would be one value to policy and another to a lenient server. Bounded, the
 * longest known is forgotten first. Safe for several threads.
 */
final class ToolShapes {
  private static final int MOST_NAMES = 1_000;

  private record Tool(String target, String name) {}

  private final int most;
  private final Map<Tool, KnownMembers> known = new LinkedHashMap<>();

  ToolShapes(int most) {
    this.most = most;
  }

  /** Learns the schema that a target lists for a tool. */
  void learn(String target, String tool, JsonValue schema) {
    SchemaNames.of(schema, MOST_NAMES)
        .map(KnownMembers::of)
        .ifPresent(names -> remember(new Tool(target, tool), names));
  }

  /** The first argument that imitates another. */
  Optional<JsonFault> impostor(String target, String tool, JsonValue arguments) {
    KnownMembers names;
    synchronized (this) {
      names = known.get(new Tool(target, tool));
    }
    return names == null ? Optional.empty() : names.impostorWithin(arguments);
  }

  private synchronized void remember(Tool tool, KnownMembers names) {
    known.remove(tool);
    known.put(tool, names);
    if (known.size() > most) {
      known.remove(known.keySet().iterator().next());
    }
  }
}
