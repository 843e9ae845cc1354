package dev.postern.gateway;

import dev.postern.gateway.api.Api;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.Limits;
import dev.postern.gateway.config.MetricsListening;
import dev.postern.gateway.config.PostgresListening;
import dev.postern.gateway.config.PostgresSettings;
import dev.postern.gateway.config.TargetSettings;
import dev.postern.gateway.config.Traces;
import dev.postern.gateway.front.Documents;
import dev.postern.gateway.protocol.mcp.McpTarget;
import dev.postern.gateway.protocol.postgres.PostgresDoor;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.signin.ProtectedResource;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One configuration in force, and what follows from it: replaced as a whole by a reload. */
final class Published {
  private final Configuration configuration;
  private final Wiring wiring;
  private final Rules rules;
  private final Map<String, byte[]> metadata = new HashMap<>();
  private final Map<String, McpTarget> mcp = new HashMap<>();
  private final Map<String, PostgresTarget> databases = new HashMap<>();

  Published(Configuration configuration, long epoch, Supplier<Rules> inForce) {
    this.configuration = configuration;
    this.wiring = new Wiring(configuration);
    this.rules = withItself(configuration.rules(epoch));
    configuration.targets().values().forEach(target -> publish(wiring.resource(target)));
    publish(wiring.api());
    configuration.targets().values().stream()
        .filter(settings -> settings.target().kind().equals("mcp"))
        .forEach(settings -> mcp.put(settings.name(), mcpTarget(settings, inForce)));
    configuration
        .databases()
        .forEach((name, settings) -> databases.put(name, database(settings, inForce)));
  }

  /** A target as the PostgreSQL sessions need it. */
  Optional<PostgresTarget> database(String name) {
    return Optional.ofNullable(databases.get(name));
  }

  /** How PostgreSQL's clients are taken in. */
  PostgresDoor door(PostgresListening listening) {
    return wiring.door(listening);
  }

  private PostgresTarget database(PostgresSettings settings, Supplier<Rules> inForce) {
    StreamTarget target = settings.target();
    Lexicon last = rules.lexicon(settings.name()).orElseThrow();
    Map<String, PostgresTarget.Account> accounts = new HashMap<>();
    target.accounts().forEach((name, account) -> accounts.put(name, account(name, account)));
    return new PostgresTarget(
        settings.name(),
        settings.database(),
        accounts,
        target.secrecy().level() == StreamTarget.Secrecy.Level.OFF
            ? PostgresTarget.Encryption.PLAINTEXT
            : PostgresTarget.Encryption.TLS,
        settings.passwords(),
        target.record(),
        settings.times(),
        settings.traceComments(),
        () -> inForce.get().lexicon(settings.name()).orElse(last));
  }

  private static PostgresTarget.Account account(String name, StreamTarget.Account account) {
    return switch (account.proof()) {
      case StreamTarget.Proof.Secret(
              String credential,
              boolean callers,
              boolean made,
              String place) ->
          new PostgresTarget.Account(
              name,
              account.user(),
              Optional.of(credential),
              Optional.empty(),
              new PostgresTarget.Callers(account.users(), callers, made, place));
      case StreamTarget.Proof.Certificate presented ->
          new PostgresTarget.Account(
              name,
              account.user(),
              Optional.empty(),
              Optional.of(name),
              new PostgresTarget.Callers(account.users(), false, false, ""));
    };
  }

  private static Rules withItself(Rules written) {
    Map<String, Lexicon> lexicons = new HashMap<>(written.lexicons());
    lexicons.put(Api.TARGET, Api.words(written.epoch()));
    return new Rules(written.epoch(), written.policy(), lexicons, written.durabilities());
  }

  private void publish(ProtectedResource resource) {
    metadata.put(
        resource.metadataPath().substring(Documents.METADATA.length()), resource.metadata());
  }

  Configuration configuration() {
    return configuration;
  }

  long epoch() {
    return rules.epoch();
  }

  Rules rules() {
    return rules;
  }

  /** REST as a protected resource. */
  ProtectedResource apiResource() {
    return wiring.api();
  }

  /** The metadata of the resource at a path (RFC 9728). */
  Optional<byte[]> metadata(String path) {
    return Optional.ofNullable(metadata.get(path));
  }

  /** A target as the MCP sessions need it; asked for on every request. */
  Optional<McpTarget> mcpTarget(String name) {
    return Optional.ofNullable(mcp.get(name));
  }

  private McpTarget mcpTarget(TargetSettings settings, Supplier<Rules> inForce) {
    ProtectedResource resource = wiring.resource(settings);
    Lexicon last = rules.lexicon(settings.name()).orElseThrow();
    return new McpTarget(
        settings.name(),
        settings.target().place(),
        resource.resource().toString(),
        settings.scopes(),
        new McpTarget.Challenges(
            resource.challenge(settings.scopes()),
            resource.invalidToken(),
            resource.insufficientScope(settings.scopes())),
        settings.target().record(),
        settings.target().sessions().longest(),
        settings.target().sessions().idle(),
        settings.target().origins(),
        () -> inForce.get().lexicon(settings.name()).orElse(last));
  }

  /** How much of what passes is recorded of a target, in the word of its file. */
  Optional<String> recordLevel(String name) {
    return Optional.ofNullable(mcp.get(name))
        .map(McpTarget::record)
        .or(() -> Optional.ofNullable(databases.get(name)).map(PostgresTarget::record))
        .map(level -> level.name().toLowerCase(Locale.ROOT));
  }

  /** The targets as REST lists them. */
  List<Map<String, String>> targetList() {
    Stream<Map<String, String>> mcpTargets =
        configuration.targets().values().stream()
            .map(target ->
                Map.of(
                    "name", target.name(),
                    "kind", target.target().kind(),
                    "environment", target.environment(),
                    "url", configuration.url() + Wiring.MCP_PATH + target.name()));
    Stream<Map<String, String>> servers =
        configuration.databases().values().stream()
            .map(server ->
                Map.of(
                    "name", server.name(),
                    "kind", server.target().kind(),
                    "environment", server.environment()));
    return Stream.concat(mcpTargets, servers)
        .sorted(Comparator.comparing(target -> target.getOrDefault("name", "")))
        .toList();
  }

  /** What a reload cannot change: the keys that another configuration has otherwise. */
  List<String> fixedParts(Configuration next) {
    List<String> changed = new ArrayList<>();
    boolean listen =
        configuration.listen().fixed().equals(next.listen().fixed())
            && configuration.url().equals(next.url());
    fixed(changed, "listen", listen);
    fixed(
        changed,
        "postgres",
        configuration
            .postgres()
            .map(PostgresListening::fixed)
            .equals(next.postgres().map(PostgresListening::fixed)));
    fixed(
        changed,
        "metrics",
        configuration
            .metrics()
            .map(MetricsListening::fixed)
            .equals(next.metrics().map(MetricsListening::fixed)));
    fixed(
        changed,
        "traces",
        configuration.traces().map(Traces::settings).equals(next.traces().map(Traces::settings)));
    fixed(changed, "admin", configuration.admin().equals(next.admin()));
    fixed(changed, "data", configuration.data().equals(next.data()));
    fixed(changed, "ledger", configuration.ledger().equals(next.ledger()));
    Limits limits = configuration.limits();
    fixed(changed, "limits.vanished", limits.vanished().equals(next.limits().vanished()));
    fixed(changed, "limits.notice", limits.notice().equals(next.limits().notice()));
    fixed(changed, "limits.stop", limits.stop().equals(next.limits().stop()));
    return changed;
  }

  private static void fixed(List<String> changed, String part, boolean same) {
    if (!same) {
      changed.add(part);
    }
  }
}
