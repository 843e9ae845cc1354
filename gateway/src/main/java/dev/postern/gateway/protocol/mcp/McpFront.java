package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import java.time.InstantSource;
import java.util.Optional;

/** Where MCP begins: one session for each HTTP exchange on {@code /mcp/<target>}. */
public final class McpFront {
  private static final String PATH = "/mcp/";

  private final McpSessions sessions;
  private final InstantSource clock;

  /**
   * A front.
   *
   * @param sessions shared by all exchanges of the gateway
   * @param clock the gateway's: when sessions open and rest
   */
  public McpFront(McpSessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * A session for one exchange, to be stepped from {@code Requested} on; empty where the path names
   * no target.
   */
  public Optional<Session> open(RequestHead head) {
    if (!head.path().startsWith(PATH)) {
      return Optional.empty();
    }
    return sessions
        .target(head.path().substring(PATH.length()))
        .map(target -> new McpExchange(sessions, target, clock));
  }
}
