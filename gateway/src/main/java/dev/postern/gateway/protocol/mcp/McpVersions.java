package dev.postern.gateway.protocol.mcp;

import java.util.List;
import java.util.regex.Pattern;

/** The protocol versions of the sessionful era that Streamable HTTP carries. */
final class McpVersions {
  /** The one that is assumed where the header is absent, and the only one with batches. */
  static final String FIRST = "2025-03-26";

  /** All of them, newest first, as told to a client that asks for another. */
  static final List<String> KNOWN = List.of("2025-11-25", "2025-06-18", FIRST);

  /** Where the stateless era puts its version (2026-07-28, basic: per-request metadata). */
  static final String STATELESS_KEY = "io.modelcontextprotocol/protocolVersion";

  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.-]{1,32}");

  private McpVersions() {}

  /** A version as it is told to whoever asked for it; nothing else of what was sent is repeated. */
  static String told(String requested) {
    return VERSION.matcher(requested).matches() ? requested : "unknown";
  }
}
