package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.ledger.IndexLimits;
import dev.postern.gateway.ledger.LedgerSettings;
import dev.postern.gateway.ledger.Replay;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Rules;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.ScriptedLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * REST over a ledger that holds sessions of ana, her agent and ben, with rules for who reads what.
 */
final class ReadingWorld implements AutoCloseable {
  static final String SESSIONS = "/api/v1/sessions";
  private static final String READERS =
      """
      permit (principal, action in [
        postern::Action::"list-sessions", postern::Action::"list-operations"], resource);
      permit (principal in Group::"auditors", action in Action::"read", resource);
      permit (principal in Group::"leads", action == postern::Action::"read-session", resource)
      when { context.recording.target == "registry" };
      permit (principal in Group::"leads", action == postern::Action::"export-session", resource);
      permit (principal, action == postern::Action::"explain-policy", resource);
      permit (principal in Group::"leads", action == postern::Action::"explain-operation", resource)
      when { context.recording.target == "registry" };
      permit (principal is Person, action in [
        postern::Action::"read-session", postern::Action::"read-recording"], resource)
      when { context.recording.people.contains(principal.name) };
      forbid (principal, action == postern::Action::"read-recording", resource)
      when { context.recording.target == "vault" };
      """;

  private final FileLedger ledger;
  private final Ledger.Segment segment;
  final ScriptedLoop loop = new ScriptedLoop(rules(READERS, 1), GateLimits.DEFAULT);
  final ApiStand stand;
  private Instant at = Instant.now();
  final EntryId first;

  /** Four sessions on two targets, in a directory of the test's. */
  ReadingWorld(Path directory) throws IOException {
    ledger = FileLedger.start(LedgerSettings.in(directory), Clock.systemUTC());
    segment = ledger.open(1);
    Replay replay = new Replay(directory, IndexLimits.DEFAULT);
    Readership readers = new Readership(loop.gate(), loop::now, target -> Optional.of("masked"));
    List<Route> routes = new ArrayList<>(new SessionRoutes(replay, readers).routes());
    routes.addAll(new OperationRoutes(replay, readers).routes());
    routes.addAll(new ExplainRoutes(new Explains(replay), replay, readers, loop::now).routes());
    stand =
        new ApiStand(
            loop,
            new Api(
                ApiSettings.of("https://gate/api", "Bearer"),
                routes,
                loop::now,
                () -> loop.gate().rules().epoch()));
    first = write("s-ana", person("ana"), "registry", "anas model");
    write("s-agent", Leaves.assistant(), "registry", "agents model");
    write("s-ben", person("ben"), "registry", "bens model");
    write("s-vault", person("ben"), "vault", "a key");
  }

  ApiStand.Exchange post(String token, String path, String body) {
    return stand.ask(token, "POST", path, body);
  }

  ApiStand.Exchange ask(String token, String path) {
    return stand.ask(token, "GET", path, "");
  }

  List<String> sessions(String query) {
    List<String> names = new ArrayList<>();
    json(ask("olga:auditors", SESSIONS + query))
        .path("sessions")
        .forEach(each -> names.add(each.path("session").asString("")));
    return names;
  }

  static List<String> kinds(JsonNode timeline) {
    List<String> kinds = new ArrayList<>();
    timeline.path("moments").forEach(moment -> kinds.add(moment.path("kind").asString("")));
    return kinds;
  }

  static JsonNode json(ApiStand.Exchange exchange) {
    assertThat(exchange.status()).as(exchange.text()).isEqualTo(200);
    return new JsonMapper().readTree(exchange.text());
  }

  EntryId write(String session, Principal by, String target, String model) throws IOException {
    Operation asked = Leaves.operation(model);
    Operation operation =
        new Operation(
            by, target, asked.label(), asked.atoms(), Effect.WRITE, Value.NOTHING, asked.payload());
    at = at.plusMillis(5);
    Entry entry = Leaves.admitted(segment, at, session, operation);
    segment.append(List.of(entry));
    segment.append(List.of(Leaves.closed(segment, at.plusMillis(1), entry.leaf().id())));
    return entry.leaf().id();
  }

  static Principal person(String name) {
    return Principal.of(
        new Party(
            Party.Kind.PERSON,
            new Identity("https://idp.test", name),
            name,
            Set.of(),
            Optional.empty()));
  }

  static Rules rules(String more, long epoch) {
    PolicySet.Parsed parsed =
        PolicySet.parse(
            List.of(new Source("built-in", Api.BUILT_IN_RULES), new Source("test", more)));
    PolicySet policies = ((PolicySet.Accepted) parsed).policies();
    return new Rules(
        epoch,
        new CedarPolicy(policies, List.of(), Map.of()),
        Map.of(Api.TARGET, Api.words(epoch)));
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
