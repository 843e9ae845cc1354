package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.KeepAlive;
import dev.postern.gateway.protocol.mcp.McpLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * The bounds that operators may want to move. Every other bound has its place in the settings of
 * what it bounds.
 *
 * @param connections callers' connections at a time
 * @param connectionsPerSource of them from one address
 * @param sessions open sessions at a time, on all targets
 * @param sessionsEach open sessions of one principal
 * @param message the largest message of either side, in bytes
 * @param depth the deepest nesting of a message
 * @param vanished within which it is found that the other end of a connection is gone, whoever it
 *     is
 * @param notice how long it says that it stops before it takes no more connections
 * @param stop how long open operations may take to end when the gateway stops
 */
public record Limits(
    int connections,
    int connectionsPerSource,
    int sessions,
    int sessionsEach,
    int message,
    int depth,
    Duration vanished,
    Duration notice,
    Duration stop) {
  /** What is used when configuration says nothing else. */
  public static final Limits DEFAULT =
      new Limits(
          ListenSettings.CONNECTIONS,
          ListenSettings.CONNECTIONS_PER_SOURCE,
          McpLimits.DEFAULT.sessions(),
          McpLimits.DEFAULT.sessionsPerCaller(),
          McpLimits.DEFAULT.messageBytes(),
          McpLimits.DEFAULT.messageDepth(),
          Duration.ofMinutes(2),
          Duration.ZERO,
          Duration.ofSeconds(20));

  private static final Duration LONGEST = Duration.ofMinutes(10);

  static final Form<Limits> FORM = Forms.section(Limits::read);

  private static Optional<Limits> read(Section at) {
    Form<Integer> many = Scalars.whole(1, 1_000_000);
    Read<Integer> connections =
        at.key("connections", many, "Callers' connections at a time.").or(DEFAULT.connections);
    Read<Integer> perSource =
        at.key("connections-per-source", many, "Connections at a time from one address.")
            .or(DEFAULT.connectionsPerSource);
    Read<Integer> sessions =
        at.key("sessions", many, "Open sessions at a time.").or(DEFAULT.sessions);
    Read<Integer> each =
        at.key("sessions-each", many, "Open sessions of one principal.").or(DEFAULT.sessionsEach);
    Read<Long> message =
        at.key("message", Units.size(1 << 10, 64 << 20), "The largest message of either side.")
            .or((long) DEFAULT.message);
    Read<Integer> depth =
        at.key("depth", Scalars.whole(8, 512), "The deepest nesting of a message.")
            .or(DEFAULT.depth);
    Read<Duration> vanished =
        at.key(
                "vanished",
                Units.duration(KeepAlive.SHORTEST, Duration.ofHours(24)),
                "Within which it is found that the other end of a connection is gone without a"
                    + " word.")
            .or(DEFAULT.vanished);
    Read<Duration> notice =
        at.key(
                "notice",
                Units.duration(Duration.ZERO, LONGEST),
                "How long /readyz says that it stops before no more connections are taken.")
            .or(DEFAULT.notice);
    Read<Duration> stop =
        at.key(
                "stop",
                Units.duration(Duration.ZERO, LONGEST),
                "How long open operations may take to end when the gateway stops.")
            .or(DEFAULT.stop);
    return at.make(() ->
        new Limits(
            connections.get(),
            perSource.get(),
            sessions.get(),
            each.get(),
            message.get().intValue(),
            depth.get(),
            vanished.get(),
            notice.get(),
            stop.get()));
  }

  /** The bounds of the MCP data path. */
  public McpLimits mcp(ApprovalSettings approvals) {
    McpLimits otherwise = McpLimits.DEFAULT;
    return new McpLimits(
        message,
        depth,
        otherwise.unprovenBytes(),
        otherwise.batchMembers(),
        otherwise.listEntries(),
        otherwise.openCalls(),
        otherwise.openRequests(),
        otherwise.streams(),
        otherwise.events(),
        otherwise.waitingFrames(),
        otherwise.sideLegs(),
        sessionsEach,
        sessions,
        otherwise.recordedBytes(),
        otherwise.toolShapes(),
        otherwise.resumeWait(),
        approvals.patience(),
        approvals.keepAlive(),
        otherwise.closingWait());
  }
}
