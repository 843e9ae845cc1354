package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import java.util.ArrayList;
import java.util.List;

/** The start-up message that a target gets: the account's own role, the client's settings. */
record StartParameters(StartUp start, PostgresTarget target, PostgresTarget.Account account) {
  /**
   * The message. Settings of {@code options} are parameters in it, in the order of their effect.
   */
  byte[] packet() {
    List<StartPacket.Parameter> parameters = new ArrayList<>();
    parameters.add(parameter("user", account.user()));
    parameters.add(parameter("database", start.database().orElse(target.database())));
    start.settings().forEach((name, value) -> parameters.add(parameter(name, value)));
    int minor = start.minor() < 2 ? 0 : 2;
    return FrontendPrinter.print(new StartPacket.Startup(3, minor, parameters));
  }

  private static StartPacket.Parameter parameter(String name, String value) {
    return new StartPacket.Parameter(Slice.of(name), Slice.of(value));
  }
}
