package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import java.time.Instant;

/**
 * A session that is open.
 *
 * @param passage the opening: carries structural and closing frames for the whole session
 * @param account whom the gateway is there, for this caller
 * @param start what the client asked for
 * @param session the session's name in the gateway
 * @param at when it was opened
 */
record Opened(
    Passage passage,
    PostgresTarget target,
    PostgresTarget.Account account,
    StartUp start,
    SignIn signIn,
    String session,
    Instant at) {
  /** The database as policy names it. */
  String database() {
    return target.name() + "/" + start.database().orElse(target.database());
  }

  /** Whether the target still has the account, and has not made another role of it. */
  boolean offered(PostgresSessions sessions) {
    PostgresTarget.Account was = target.accounts().get(start.account());
    return sessions
        .target(target.name())
        .map(now -> now.accounts().get(start.account()))
        .filter(now -> now.equals(was))
        .isPresent();
  }

  Standing.Visit visit() {
    return new Standing.Visit(signIn, target.name(), session, at, target.times().longest());
  }
}
