package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.gateway.target.Target.SessionTimes;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads what targets of all protocols can be told. */
final class TargetKeys {
  static final Form<Duration> AGE = Units.duration(Duration.ofSeconds(1), Duration.ofDays(30));
  static final Form<Duration> WAIT = Units.duration(Duration.ofMillis(10), Duration.ofHours(24));

  static final Form<RecordLevel> RECORD =
      Scalars.choice(
          Map.of(
              "digest", RecordLevel.DIGEST, "masked", RecordLevel.MASKED, "raw", RecordLevel.RAW));

  static final Form<SessionTimes> SESSION = Forms.section(TargetKeys::session);
  static final Form<TargetTimes> TIMES = Forms.section(TargetKeys::times);
  static final Form<TargetBounds> BOUNDS = Forms.section(TargetKeys::bounds);

  private TargetKeys() {}

  private static Optional<SessionTimes> session(Section at) {
    SessionTimes otherwise = SessionTimes.DEFAULT;
    Read<Duration> longest =
        at.key("longest", AGE, "The greatest age of a session.").or(otherwise.longest());
    Read<Duration> idle =
        at.key("idle", AGE, "How long a session may be without a request.").or(otherwise.idle());
    return at.make(() -> new SessionTimes(longest.get(), idle.get()));
  }

  private static Optional<TargetTimes> times(Section at) {
    TargetTimes otherwise = TargetTimes.DEFAULT;
    Read<Duration> connect =
        at.key("connect", WAIT, "From dialling to a usable connection.").or(otherwise.connect());
    Read<Duration> firstByte =
        at.key("first-byte", WAIT, "From a request to the head of its answer.")
            .or(otherwise.firstByte());
    Read<Duration> pause =
        at.key("pause", WAIT, "Between two pieces of an answer.").or(otherwise.pause());
    Read<Duration> idle =
        at.key("idle", WAIT, "How long an unused connection is kept.").or(otherwise.idle());
    return at.make(() -> new TargetTimes(connect.get(), firstByte.get(), pause.get(), idle.get()));
  }

  private static Optional<TargetBounds> bounds(Section at) {
    TargetBounds otherwise = TargetBounds.DEFAULT;
    Read<Integer> connections =
        at.key("connections", Scalars.whole(1, 1_000_000), "Connections on each event loop.")
            .or(otherwise.connections());
    Read<Long> reply =
        at.key("reply", Units.size(1 << 10, 64L << 30), "The largest body of an answer.")
            .or(otherwise.replyBody());
    return at.make(() ->
        new TargetBounds(
            connections.get(),
            otherwise.replyHead(),
            otherwise.replyFields(),
            otherwise.replyInterims(),
            reply.get()));
  }
}
