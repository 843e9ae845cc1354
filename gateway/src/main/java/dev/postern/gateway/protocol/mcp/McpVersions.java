package dev.postern.gateway.protocol.mcp;

import java.util.List;

/** The protocol versions of the sessionful era that Streamable HTTP carries. */
final class McpVersions {
  /** The one that is assumed where the header is absent, and the only one with batches. */
  static final String FIRST = "2025-03-26";

  /** All of them, newest first, as told to a client that asks for another. */
  static final List<String> KNOWN = List.of("2025-11-25", "2025-06-18", FIRST);

  /** Where the stateless era puts its version (2026-07-28, basic: per-request metadata). */
  static final String STATELESS_KEY = "io.modelcontextprotocol/protocolVersion";

  private McpVersions() {}
}
