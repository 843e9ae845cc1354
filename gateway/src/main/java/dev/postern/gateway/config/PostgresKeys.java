package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.target.Target.SessionTimes;
import dev.postern.gateway.target.TargetBounds;
import dev.postern.gateway.target.TargetTimes;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads how long a PostgreSQL server, its sessions and its statements may take. What means nothing
 * for this protocol is no key here.
 */
final class PostgresKeys {
  static final Form<Session> SESSION = Forms.section(PostgresKeys::session);
  static final Form<Times> TIMES = Forms.section(PostgresKeys::times);
  static final Form<Holds> HOLDS = Forms.section(PostgresKeys::holds);
  static final Form<Integer> BOUNDS = Forms.section(PostgresKeys::bounds);

  private PostgresKeys() {}

  /** How long a session may last, and be without a statement. */
  record Session(Duration longest, Optional<Duration> idle) {
    static final Session DEFAULT = new Session(SessionTimes.DEFAULT.longest(), Optional.empty());
  }

  /** How long connecting, and one statement, may take. */
  record Times(Duration connect, Optional<Duration> statement) {
    static final Times DEFAULT = new Times(TargetTimes.DEFAULT.connect(), Optional.empty());

    PostgresTarget.Times within(Session session, Holds holds) {
      return new PostgresTarget.Times(
          session.longest(), session.idle(), statement, holds.inWrittenTransactions());
    }

    TargetTimes target() {
      TargetTimes otherwise = TargetTimes.DEFAULT;
      return new TargetTimes(connect, otherwise.firstByte(), otherwise.pause(), otherwise.idle());
    }
  }

  /** Where statements may wait for people. */
  record Holds(Optional<Duration> inWrittenTransactions) {
    static final Holds DEFAULT = new Holds(Optional.empty());
  }

  private static Optional<Holds> holds(Section at) {
    Read<Optional<Duration>> written =
        at.key(
                "in-written-transactions",
                TargetKeys.WAIT,
                "How long a statement may wait for an approval in a transaction that has written,"
                    + " with the locks that it has.")
            .optional();
    return at.make(() -> new Holds(written.get()));
  }

  private static Optional<Session> session(Section at) {
    Read<Duration> longest =
        at.key("longest", TargetKeys.AGE, "The greatest age of a session.")
            .or(Session.DEFAULT.longest());
    Read<Optional<Duration>> idle =
        at.key("idle", TargetKeys.AGE, "How long a session may be without a statement.").optional();
    return at.make(() -> new Session(longest.get(), idle.get()));
  }

  private static Optional<Times> times(Section at) {
    Read<Duration> connect =
        at.key("connect", TargetKeys.WAIT, "From dialling to a usable connection.")
            .or(Times.DEFAULT.connect());
    Read<Optional<Duration>> statement =
        at.key("statement", TargetKeys.WAIT, "How long one statement may run.").optional();
    return at.make(() -> new Times(connect.get(), statement.get()));
  }

  private static Optional<Integer> bounds(Section at) {
    Read<Integer> connections =
        at.key("connections", Scalars.whole(1, 1_000_000), "Connections on each event loop.")
            .or(TargetBounds.DEFAULT.connections());
    return at.make(connections::get);
  }

  static TargetBounds bounds(int connections) {
    TargetBounds otherwise = TargetBounds.DEFAULT;
    return new TargetBounds(
        connections,
        otherwise.replyHead(),
        otherwise.replyFields(),
        otherwise.replyInterims(),
        otherwise.replyBody());
  }
}
