package dev.postern.gateway;

import dev.postern.gateway.api.ConnectionRoutes;
import dev.postern.gateway.api.Route;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.PostgresListening;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.net.stream.StreamListener;
import dev.postern.gateway.protocol.postgres.PostgresDoor;
import dev.postern.gateway.protocol.postgres.PostgresLimits;
import dev.postern.gateway.protocol.postgres.PostgresSessions;
import dev.postern.gateway.protocol.postgres.password.MintLimits;
import dev.postern.gateway.protocol.postgres.password.PasswordMint;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.gate.Gate;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** PostgreSQL in the gateway: its sessions, its listener, and what REST tells of it. */
final class PostgresSide {
  private final Supplier<Published> published;
  private final PasswordMint mint;
  private final PostgresSessions sessions;
  private final PostgresDesk desk;
  private Optional<StreamListener> listener = Optional.empty();

  /**
   * Listens nowhere yet.
   *
   * @param published the configuration in force
   */
  PostgresSide(Supplier<Published> published, Gate gate, ControlTrail trail, InstantSource clock) {
    SecureRandom random = new SecureRandom();
    MintLimits limits =
        published.get().configuration().postgres().stream()
            .map(PostgresListening::passwords)
            .findFirst()
            .orElse(MintLimits.DEFAULT);
    this.published = published;
    this.mint = new PasswordMint(limits, random, clock);
    this.sessions =
        new PostgresSessions(
            limits(published.get().configuration()),
            new PostgresSessions.Surroundings(random, clock, mint),
            name -> published.get().database(name));
    this.desk = new PostgresDesk(published, new PostgresDesk.Parts(gate, trail, mint, clock));
  }

  /** What REST can do here. */
  List<Route> routes() {
    return new ConnectionRoutes(desk).routes();
  }

  /**
   * Listens where the configuration says so.
   *
   * @throws IOException when the address or the certificate cannot be used
   */
  Optional<StreamListener> listen(DataPlane plane) throws IOException {
    Configuration configuration = published.get().configuration();
    if (configuration.postgres().isEmpty()) {
      return Optional.empty();
    }
    PostgresListening listening = configuration.postgres().get();
    listener =
        Optional.of(
            plane.listen(
                listening.within(configuration.limits()),
                listening.loops(),
                peer -> sessions.session(published.get().door(listening))));
    return listener;
  }

  /**
   * A session whose client is the gateway itself: who it is, is known, and what it says does not
   * leave the process.
   */
  Session own(Peer peer) {
    return sessions.session(
        new PostgresDoor(
            published.get().configuration().url() + Wiring.POSTGRES_PATH,
            PostgresDoor.Encryption.NONE,
            Optional.empty()));
  }

  /**
   * Makes ready what the next sessions meet under another configuration.
   *
   * @return puts it in force; nothing can fail in it
   * @throws IOException when the certificate cannot be used
   */
  Runnable renewing(Configuration next) throws IOException {
    Runnable renewed =
        listener.isPresent() && next.postgres().isPresent()
            ? listener.get().renewing(next.postgres().get().within(next.limits()))
            : () -> {};
    return () -> {
      renewed.run();
      sessions.bound(limits(next));
    };
  }

  private static PostgresLimits limits(Configuration configuration) {
    return PostgresLimits.DEFAULT.telling(configuration.approvals().keepAlive());
  }

  /** Forgets what is over; the owner's clockwork calls it. */
  void tend() {
    mint.sweep();
  }
}
