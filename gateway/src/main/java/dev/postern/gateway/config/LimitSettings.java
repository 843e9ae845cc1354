package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import java.time.Duration;
import java.util.Optional;

/**
 * The bounds that operators may want to move. Every other bound has its place in the settings of
 * what it bounds.
 *
 * @param connections callers' connections at a time
 * @param sessions open sessions at a time, on all targets
 * @param sessionsEach open sessions of one principal on one target
 * @param message the largest message of either side, in bytes
 * @param depth the deepest nesting of a message
 * @param holdWait how long a caller waits for people before it is told that approval is pending
 * @param stop how long open operations may take to end when the gateway stops
 */
public record LimitSettings(
    int connections,
    int sessions,
    int sessionsEach,
    int message,
    int depth,
    Duration holdWait,
    Duration stop) {
  /** What is used when configuration says nothing else. */
  public static final LimitSettings DEFAULT =
      new LimitSettings(
          10_000, 10_000, 64, 4 << 20, 64, Duration.ofSeconds(45), Duration.ofSeconds(20));

  static final Form<LimitSettings> FORM = Forms.section(LimitSettings::read);

  private static Optional<LimitSettings> read(Section at) {
    Read<Integer> connections =
        at.key("connections", Scalars.whole(1, 1_000_000), "Callers' connections at a time.")
            .or(DEFAULT.connections);
    Read<Integer> sessions =
        at.key("sessions", Scalars.whole(1, 1_000_000), "Open sessions at a time.")
            .or(DEFAULT.sessions);
    Read<Integer> sessionsEach =
        at.key(
                "sessions-each",
                Scalars.whole(1, 100_000),
                "Open sessions of one principal on one target.")
            .or(DEFAULT.sessionsEach);
    Read<Long> message =
        at.key("message", Units.size(1 << 10, 64 << 20), "The largest message of either side.")
            .or((long) DEFAULT.message);
    Read<Integer> depth =
        at.key("depth", Scalars.whole(8, 512), "The deepest nesting of a message.")
            .or(DEFAULT.depth);
    Read<Duration> holdWait =
        at.key(
                "hold-wait",
                Units.duration(Duration.ZERO, Duration.ofMinutes(10)),
                "How long a caller waits for people; clients give up at 60s.")
            .or(DEFAULT.holdWait);
    Read<Duration> stop =
        at.key(
                "stop",
                Units.duration(Duration.ZERO, Duration.ofMinutes(10)),
                "How long open operations may take to end when the gateway stops.")
            .or(DEFAULT.stop);
    return at.make(
        () ->
            new LimitSettings(
                connections.get(),
                sessions.get(),
                sessionsEach.get(),
                message.get().intValue(),
                depth.get(),
                holdWait.get(),
                stop.get()));
  }
}
