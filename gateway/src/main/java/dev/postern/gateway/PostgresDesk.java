package dev.postern.gateway;

import dev.postern.gateway.api.ConnectionRoutes;
import dev.postern.gateway.api.Fault;
import dev.postern.gateway.config.PostgresListening;
import dev.postern.gateway.config.PostgresListening.Advertised;
import dev.postern.gateway.config.PostgresSettings;
import dev.postern.gateway.protocol.postgres.Connect;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.protocol.postgres.password.Minting;
import dev.postern.gateway.protocol.postgres.password.PasswordMint;
import dev.postern.gateway.protocol.postgres.password.PasswordUse;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.identity.SignIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What REST tells of PostgreSQL's listener: who may connect where, and passwords for it. */
final class PostgresDesk implements ConnectionRoutes.Desk {
  private static final int LONGEST_NAME = 63;

  private final Supplier<Published> published;
  private final Gate gate;
  private final ControlTrail trail;
  private final PasswordMint mint;
  private final InstantSource clock;

  /** What a desk works with. */
  record Parts(Gate gate, ControlTrail trail, PasswordMint mint, InstantSource clock) {}

  /**
   * A desk.
   *
   * @param published the configuration in force
   */
  PostgresDesk(Supplier<Published> published, Parts parts) {
    this.published = published;
    this.gate = parts.gate();
    this.trail = parts.trail();
    this.mint = parts.mint();
    this.clock = parts.clock();
  }

  @Override
  public List<ConnectionRoutes.Place> places(SignIn by) {
    List<ConnectionRoutes.Place> places = new ArrayList<>();
    Published at = published.get();
    listening(at)
        .ifPresent(listening ->
            at.configuration()
                .databases()
                .values()
                .forEach(server ->
                    at.database(server.name())
                        .ifPresent(target -> {
                          for (String database : databases(server)) {
                            for (String account : target.accounts().keySet()) {
                              if (against(by, target, database, account, listening).isEmpty()) {
                                places.add(place(at, listening, target.name(), database, account));
                              }
                            }
                          }
                        })));
    return places;
  }

  /** Those that the operator named; what else the server has, only the server knows. */
  private static Set<String> databases(PostgresSettings server) {
    Set<String> names = new TreeSet<>(server.parts().databases().keySet());
    names.add(server.database());
    return names;
  }

  @Override
  public ConnectionRoutes.Password mint(
      SignIn by, String targetName, Optional<String> asked, String account)
      throws Fault, IOException {
    Published at = published.get();
    Optional<PostgresTarget> found = at.database(targetName);
    Optional<PostgresListening> listening = listening(at);
    if (listening.isEmpty() || found.isEmpty()) {
      throw new Fault(404, "there is no such target that speaks PostgreSQL");
    }
    PostgresTarget target = found.get();
    String database = asked.orElse(target.database());
    if (!fits(database) || !fits(account)) {
      throw new Fault(400, "names have up to " + LONGEST_NAME + " bytes and no control characters");
    }
    Optional<Revocation> against = against(by, target, database, account, listening.get());
    if (against.isPresent()) {
      throw new Fault(403, against.get().reason());
    }
    if (!target.accounts().containsKey(account)) {
      throw new Fault(404, "there is no such account");
    }
    ConnectionRoutes.Place place = place(at, listening.get(), targetName, database, account);
    return switch (mint.mint(by, new PasswordUse(targetName, database, account))) {
      case Minting.Full(String why) -> throw new Fault(429, why);
      case Minting.Minted minted -> told(by, place, minted);
    };
  }

  private ConnectionRoutes.Password told(
      SignIn by, ConnectionRoutes.Place place, Minting.Minted minted) throws IOException {
    boolean recorded = false;
    try {
      trail.note(
          by.principal().told(),
          "password-minted",
          Map.of(
              "key", minted.key(),
              "target", place.target(),
              "database", place.database(),
              "account", place.account(),
              "expires", minted.expires().toString()));
      recorded = true;
    } finally {
      if (!recorded) {
        mint.forget(minted.key());
      }
    }
    return new ConnectionRoutes.Password(
        place,
        place.account() + "~" + minted.key(),
        minted.password(),
        minted.expires(),
        by.expires());
  }

  private Optional<Revocation> against(
      SignIn by,
      PostgresTarget target,
      String database,
      String account,
      PostgresListening listening) {
    Connect connect = new Connect(target, database, account, listening.tls().isPresent());
    return gate.foreseen(connect.foreseen(by, clock.instant()));
  }

  private static ConnectionRoutes.Place place(
      Published at, PostgresListening listening, String target, String database, String account) {
    String host = Advertised.withoutBrackets(at.configuration().url().getHost());
    return new ConnectionRoutes.Place(
        target,
        database,
        account,
        listening.advertised().map(Advertised::host).orElse(host),
        listening.advertised().map(Advertised::port).orElse(listening.port()),
        listening.tls().isPresent());
  }

  private static Optional<PostgresListening> listening(Published at) {
    return at.configuration().postgres();
  }

  private static boolean fits(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME
        && name.chars().noneMatch(Character::isISOControl);
  }
}
