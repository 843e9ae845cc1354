package dev.postern.gateway;

import dev.postern.gateway.config.Configuration;
import dev.postern.kernel.policy.GatewayRole;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.AccessToken;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A gateway with an issuer, and one person for each role over the gateway itself. */
final class RoleStand implements AutoCloseable {
  /** Who calls. */
  enum Caller {
    NOBODY,
    ANYBODY,
    USER,
    REVIEWER,
    AUDITOR,
    POLICY_AUTHOR,
    ADMINISTRATOR,
    AGENT,
    WORKLOAD,
    LOCKED,
    LOCAL;

    Optional<GatewayRole> role() {
      return Arrays.stream(GatewayRole.values()).filter(r -> r.name().equals(name())).findFirst();
    }
  }

  private static final StubKey KEY = StubKey.es256("one");

  private final Path folder;
  private final StubIssuer issuer = new StubIssuer(KEY);
  private final HttpClient rest = HttpClient.newHttpClient();
  private final int port;
  final Configuration configuration;
  final Gateway gateway;

  RoleStand(Path folder) throws Exception {
    this(folder, "");
  }

  /**
   * A stand of its own.
   *
   * @param rules the operator's
   */
  RoleStand(Path folder, String rules) throws Exception {
    this(folder, rules, "");
  }

  /**
   * A stand of its own.
   *
   * @param rules the operator's
   * @param more of the main file
   */
  RoleStand(Path folder, String rules, String more) throws Exception {
    this.folder = folder;
    this.port = FreePort.from(21_000);
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(
        folder.resolve("targets/registry.yaml"),
        "name: registry\nkind: mcp\nurl: http://127.0.0.1:9/mcp\nenvironment: test\n");
    Files.writeString(folder.resolve("rules.cedar"), rules);
    Files.writeString(folder.resolve("postern.yaml"), main() + more);
    this.configuration = GatewayStand.configuration(folder.resolve("postern.yaml"));
    this.gateway = Gateway.start(folder.resolve("postern.yaml"), configuration);
    String lock = "{\"scope\":\"person\",\"name\":\"locked\",\"reason\":\"left\"}";
    local("POST", "/api/v1/locks", lock);
  }

  private String main() {
    String people =
        Arrays.stream(Caller.values())
            .map(caller -> "  - {name: %s}\n".formatted(name(caller)))
            .collect(Collectors.joining());
    String assignments =
        Arrays.stream(Caller.values())
            .flatMap(caller -> caller.role().stream())
            .map(role ->
                "  - {role: %1$s, to: {person: %1$s}, on: postern}\n".formatted(role.word()))
            .collect(Collectors.joining());
    return """
    listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
    data: data
    issuers:
      - id: test
        url: %2$s
        parties: [{kind: person, name: {claim: sub}}]
    people:
    %3$s
    workloads:
      - {name: nightly, identities: [{issuer: test, subject: nightly}], owner: administrator}
    agents:
      - {name: assistant, identities: [{issuer: test, subject: assistant}], owner: administrator}
    assignments:
    %4$s  - {role: administrator, to: {person: locked}, on: postern}
    policies: [rules.cedar]
    targets: ["targets/*.yaml"]
    """
        .formatted(port, issuer.issuer(), people, assignments);
  }

  /** A person's name. */
  static String name(Caller caller) {
    return caller.role().map(GatewayRole::word).orElse(caller.name().toLowerCase(Locale.ROOT));
  }

  /** The status of an answer. */
  int ask(Caller caller, String method, String path, String body) throws Exception {
    if (caller == Caller.LOCAL) {
      return local(method, path, body);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    token(caller).ifPresent(token -> request.header("authorization", "Bearer " + token));
    return rest.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  /** Where callers reach a path. */
  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private Optional<String> token(Caller caller) {
    return switch (caller) {
      case NOBODY, LOCAL -> Optional.empty();
      case AGENT ->
          Optional.of(signed(token("administrator").with("act", "{\"sub\":\"assistant\"}")));
      case WORKLOAD -> Optional.of(signed(token("nightly")));
      case ANYBODY, USER, REVIEWER, AUDITOR, POLICY_AUTHOR, ADMINISTRATOR, LOCKED ->
          Optional.of(signed(token(name(caller))));
    };
  }

  private AccessToken token(String subject) {
    return issuer.token(subject, "http://127.0.0.1:" + port + "/api");
  }

  private static String signed(AccessToken token) {
    return token.signed(KEY, Duration.ofMinutes(10));
  }

  private int local(String method, String path, String body) throws IOException {
    String address = path.substring("/api/v1/".length());
    return LocalRest.ask(folder.resolve("data/postern.sock"), method, address, body).status();
  }

  /** Every caller. */
  static List<Caller> callers() {
    return List.of(Caller.values());
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    rest.close();
    issuer.close();
  }
}
