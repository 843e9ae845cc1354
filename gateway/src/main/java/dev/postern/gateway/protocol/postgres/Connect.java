package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opening a session, as policy is asked about it.
 *
 * @param database the database, as the server calls it
 * @param account the account, as clients ask for it
 * @param role whom the caller is on the server, where that depends on the caller
 * @param tls whether the client's connection is encrypted
 */
public record Connect(
    PostgresTarget target, String database, String account, Optional<String> role, boolean tls) {
  /** Opening a session as an account whose role is the same for everybody. */
  public Connect(PostgresTarget target, String database, String account, boolean tls) {
    this(target, database, account, Optional.empty(), tls);
  }

  /**
   * The operation as it would be asked about now, for telling beforehand what policy would say.
   *
   * @param by who would ask
   */
  public Description foreseen(SignIn by, Instant now) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("account", new Value.Text(account));
    payload.put("database", new Value.Text(database));
    return described(
        new Standing.Visit(by, target.name(), "", now, target.times().longest()),
        new Value.MapOf(payload),
        target.lexicon().get());
  }

  Description described(Standing.Visit visit, Value.MapOf payload, Lexicon lexicon) {
    String name = target.name() + "/" + database;
    Places places = new Places(lexicon);
    Map<String, Value> context = new LinkedHashMap<>();
    context.put("account", new Value.Text(account));
    context.put("database", new Value.Text(name));
    context.put("tls", new Value.Bool(tls));
    Operation operation =
        new Operation(
            visit.signIn().principal(),
            target.name(),
            "connect " + name + " as " + account + role.map(user -> ", there " + user).orElse(""),
            List.of(new Atom(Action.shared("connect"), places.account(name, account).resource())),
            Effect.NONE,
            new Value.MapOf(context),
            payload);
    return new Description(
        operation, visit, Optional.of(places.database(name)), payload, lexicon.epoch());
  }
}
