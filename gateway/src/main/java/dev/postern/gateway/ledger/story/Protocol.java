package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Atom;
import java.util.Locale;
import java.util.Set;

/** Which protocol an entry is of, by the types of what it names. */
public enum Protocol {
  /** The Model Context Protocol. */
  MCP(Set.of("McpServer", "Tool", "Prompt", "Resource")),
  /** PostgreSQL. */
  POSTGRES(Set.of("PostgresServer", "Database", "Account")),
  /** The gateway's own interface. */
  REST(Set.of("Gateway")),
  /** Something that this version does not know. */
  OTHER(Set.of());

  private final Set<String> types;

  Protocol(Set<String> types) {
    this.types = types;
  }

  /**
   * Of what was asked. A target's own request names its caller, so the target's protocol speaks.
   */
  public static Protocol of(Leaf.Asked asked) {
    for (Protocol protocol : values()) {
      for (Atom atom : asked.atoms()) {
        if (protocol.types.contains(atom.resource().ref().type())) {
          return protocol;
        }
      }
    }
    return OTHER;
  }

  /** Its word for machines. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this operation is what opens a session and lives as long as it. */
  boolean opens(Leaf.Asked asked) {
    return this == POSTGRES
        && asked.atoms().size() == 1
        && asked.atoms().getFirst().action().name().equals("connect");
  }
}
