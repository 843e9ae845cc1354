package dev.postern.gateway.config;

import dev.postern.gateway.sql.Verb;
import dev.postern.kernel.cedar.CedarType;
import dev.postern.kernel.cedar.CedarType.Field;
import dev.postern.kernel.cedar.CedarType.Scalar;
import dev.postern.kernel.cedar.CedarType.Truth;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Schema;
import dev.postern.kernel.cedar.Schema.EntityType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What policies can speak of on servers of SQL. Mirrors how protocol.postgres names things. */
final class SqlVocabulary {
  static final String SERVER = "PostgresServer";
  static final String DATABASE = "Database";
  static final String ACCOUNT = "Account";

  /** What asks for one thing and is not told apart any further. */
  private static final String STATEMENT = "statement";

  private final Collection<PostgresSettings> servers;

  SqlVocabulary(Collection<PostgresSettings> servers) {
    this.servers = List.copyOf(servers);
  }

  static List<EntityType> entities() {
    return List.of(
        new EntityType(SERVER, Set.of("Env", "Tag"), Map.of()),
        new EntityType(DATABASE, Set.of(SERVER, "Env", "Tag"), Map.of()),
        new EntityType(ACCOUNT, Set.of(DATABASE, SERVER, "Env", "Tag"), Map.of()));
  }

  /** What the context of opening a session holds beside everything else's. */
  static Map<String, Field> opening() {
    return Map.of(
        "account", new Field(Scalar.STRING, false),
        "database", new Field(Scalar.STRING, false),
        "tls", new Field(Truth.EITHER, false));
  }

  /**
   * The actions of statements.
   *
   * @param context what every action's context holds
   */
  static List<Schema.Action> actions(Set<String> callers, CedarType.Record context) {
    Map<String, Field> fields = new HashMap<>(context.fields());
    fields.put("account", new Field(Scalar.STRING, true));
    fields.put("database", new Field(Scalar.STRING, true));
    fields.put("message", new Field(Scalar.STRING, true));
    fields.put("verbs", new Field(new CedarType.Set(Scalar.STRING), false));
    fields.put("statements", new Field(Scalar.LONG, false));
    fields.put("fingerprint", new Field(Scalar.STRING, false));
    CedarType.Record statement = new CedarType.Record(fields);
    List<Schema.Action> actions = new ArrayList<>();
    actions.add(action(STATEMENT, Set.of(), callers, statement));
    Arrays.stream(Verb.values())
        .filter(verb -> verb != Verb.UNKNOWN)
        .map(verb -> action(verb.action(), verb.groups(), callers, statement))
        .forEach(actions::add);
    return actions;
  }

  private static Schema.Action action(
      String name, Set<String> groups, Set<String> callers, CedarType.Record context) {
    Set<EntityUid> above =
        groups.stream()
            .map(group -> new EntityUid("Action", group))
            .collect(Collectors.toUnmodifiableSet());
    return new Schema.Action(
        new EntityUid("Action", name), above, callers, Set.of(DATABASE), context);
  }

  /** The names of servers. */
  Stream<String> names() {
    return servers.stream().map(PostgresSettings::name);
  }

  Stream<String> environments() {
    return servers.stream().map(PostgresSettings::environment);
  }

  Stream<String> tags() {
    return servers.stream()
        .flatMap(server ->
            Stream.of(
                    server.tags().stream(),
                    server.parts().databases().values().stream()
                        .flatMap(part -> part.tags().stream()),
                    server.parts().accounts().values().stream().flatMap(Set::stream))
                .flatMap(tags -> tags));
  }
}
