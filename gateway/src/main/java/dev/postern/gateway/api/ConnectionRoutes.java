package dev.postern.gateway.api;

import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Effect;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a caller needs to connect a database client: where it may connect, and a short-lived
 * password for one of these places. Both only foretell: the connection itself is decided when it
 * comes.
 */
public final class ConnectionRoutes {
  private static final int LONGEST_NAME = 63;

  private final Desk desk;

  /** Who knows the places, and mints. */
  public interface Desk {
    /** The places where this caller would be let in now. */
    List<Place> places(SignIn by);

    /**
     * Mints a password for one account in one database.
     *
     * @param database empty for the target's own
     * @throws Fault when there is no such place, no room, or policy would not let the caller in
     * @throws IOException when that it was minted cannot be recorded; then it is worth nothing
     */
    Password mint(SignIn by, String target, Optional<String> database, String account)
        throws Fault, IOException;
  }

  /**
   * Where a client connects.
   *
   * @param host of the gateway, as clients know it
   * @param port of the gateway's listener, as clients know it
   * @param tls whether the listener speaks TLS
   */
  public record Place(
      String target, String database, String account, String host, int port, boolean tls) {}

  /**
   * A password.
   *
   * @param user what the client says as its user
   * @param expires until when sessions may begin with it
   * @param sessionUntil when the sessions that were opened with it end at the latest
   */
  public record Password(
      Place place, String user, String password, Instant expires, Instant sessionUntil) {
    @Override
    public String toString() {
      return "Password[" + place + ", " + user + ", hidden, " + expires + "]";
    }
  }

  /** The routes over a desk. */
  public ConnectionRoutes(Desk desk) {
    this.desk = desk;
  }

  /** What there is. */
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/api/v1/connections", "list-connections", Effect.READ, this::list),
        new Route("POST", "/api/v1/passwords", "mint-password", Effect.WRITE, this::mint));
  }

  private Reply list(Call call) {
    return Reply.ok(
        Map.of(
            "connections",
            desk.places(call.signIn()).stream()
                .sorted(
                    Comparator.comparing(Place::target)
                        .thenComparing(Place::database)
                        .thenComparing(Place::account))
                .map(ConnectionRoutes::told)
                .toList()));
  }

  private Reply mint(Call call) throws Fault, IOException {
    String target = call.text("target", LONGEST_NAME);
    String account = call.text("account", LONGEST_NAME);
    Optional<String> database =
        call.body().path("database").isMissingNode()
            ? Optional.empty()
            : Optional.of(call.text("database", LONGEST_NAME));
    Password minted = desk.mint(call.signIn(), target, database, account);
    Map<String, Object> told = told(minted.place());
    told.put("user", minted.user());
    told.put("password", minted.password());
    told.put("expires", minted.expires().toString());
    told.put("session_until", minted.sessionUntil().toString());
    return new Reply(201, told);
  }

  private static Map<String, Object> told(Place place) {
    Map<String, Object> told = new TreeMap<>();
    told.put("target", place.target());
    told.put("database", place.database());
    told.put("account", place.account());
    told.put("host", place.host());
    told.put("port", place.port());
    told.put("tls", place.tls());
    told.put("dbname", place.target() + "/" + place.database());
    return told;
  }
}
