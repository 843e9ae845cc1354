package dev.postern.gateway.protocol.mcp;

import java.util.Set;

/**
 * What a target's answer to {@code initialize} settled.
 *
 * @param version the negotiated version
 * @param announces the lists whose changes the client was told to expect
 */
record Agreement(String version, Set<McpMethod> announces) {
  Agreement {
    announces = Set.copyOf(announces);
  }
}
