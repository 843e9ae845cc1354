package dev.postern.gateway;

import dev.postern.gateway.store.ApprovalStore;
import dev.postern.gateway.store.Database;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.policy.Decision;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.CodeIssuer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A gateway with the page, an issuer that it signs in at, and requests that wait for people. */
final class PageStage implements AutoCloseable {
  final String origin;
  final CodeIssuer issuer;
  final Gateway gateway;
  final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final int port;

  /** A stage whose page is configured with these lines. */
  PageStage(Path folder, String page, String... requests) throws IOException {
    port = FreePort.from(19_003);
    origin = "http://127.0.0.1:" + port;
    issuer = new CodeIssuer(origin + "/api");
    Files.createDirectories(folder.resolve("targets"));
    Files.createDirectories(folder.resolve("policies"));
    Files.writeString(folder.resolve("secret"), "s3cret/+&\n");
    Files.writeString(
        folder.resolve("targets/registry.yaml"),
        "name: registry\nkind: mcp\nurl: http://127.0.0.1:9/mcp\nenvironment: test\n");
    Files.writeString(
        folder.resolve("policies/some.cedar"),
        "permit (principal in Group::\"adas\", action, resource in Gateway::\"postern\");");
    Files.writeString(
        folder.resolve("postern.yaml"),
        """
        listen: {port: %1$d, url: "http://127.0.0.1:%1$d"}
        data: data
        issuers:
          - id: corp
            url: %2$s
            parties: [{kind: person, name: {claim: sub}}]
            groups: {claims: [groups], unlisted: kept}
        groups: [adas, anas, ritas]
        policies: ["policies/*.cedar"]
        targets: ["targets/*.yaml"]
        admin: {%3$s}
        """
            .formatted(port, issuer.issuer(), page));
    Files.createDirectories(folder.resolve("data"));
    try (Database database = Database.open(folder.resolve("data/state.db"))) {
      ApprovalStore store = new ApprovalStore(database);
      store.put(Stream.of(requests).map(id -> request(id, issuer.issuer())).toList());
    }
    Path main = folder.resolve("postern.yaml");
    gateway = Gateway.start(main, GatewayStand.configuration(main));
  }

  /** A browser that nobody has used. */
  PageBrowser browser() {
    return new PageBrowser(http, origin);
  }

  /** A browser that somebody signed in with. */
  PageBrowser browser(String person) throws IOException, InterruptedException {
    issuer.atTheDoor(person);
    PageBrowser browser = browser();
    browser.signIn("/review");
    return browser;
  }

  int port() {
    return port;
  }

  /** What ana asks the group ritas. */
  private static Request request(String id, String issuer) {
    Instant now = Instant.now();
    return new Request(
        id,
        "ab".repeat(32),
        new Request.Subject(
            "ana",
            List.of(
                new Party(
                    Party.Kind.PERSON,
                    new Identity(issuer, "ana"),
                    "ana",
                    Set.of("anas"),
                    Optional.empty())),
            Set.of("ana"),
            "registry",
            "tools/call deploy_model",
            false,
            List.of(new Decision.Approval("deployments", "ritas", 1)),
            Effect.WRITE,
            List.of("$.owner (personal): redact"),
            "tools/call deploy_model\n{\n  \"model\": \"<b>churn-v3</b>\"\n}"),
        now,
        now.plusSeconds(600),
        Request.State.OPEN,
        "",
        List.of());
  }

  @Override
  public void close() {
    gateway.close();
    issuer.close();
    http.close();
  }
}
