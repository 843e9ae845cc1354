package dev.postern.prove.crash;

import dev.postern.prove.GatewayProcess;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

/** {@code postern serve} in a process that can be killed, and that starts again on its data. */
final class CrashGateway implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final long TOKEN_SECONDS = 6 * 3600;

  private final Path folder;
  private final StubKey key = StubKey.es256("k1");
  private final StubIssuer issuer = new StubIssuer(key);
  private final int http = FreePort.from(21_000);
  private final int door = FreePort.from(http + 1);
  private final GatewayProcess process;

  CrashGateway(Path folder, int server) throws IOException, InterruptedException {
    this.folder = folder;
    write("postern.yaml", main());
    write("targets/shop.yaml", target(server));
    write("policies/all.cedar", POLICY);
    write("secret", CrashServer.PASSWORD);
    this.process =
        new GatewayProcess(
            folder.resolve("postern.yaml"),
            GatewayProcess.Launch.with("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    process.awaitServing(LONGEST_START);
  }

  private static final String POLICY =
      """
      permit (principal, action, resource);
      // A rule that looks at statements and refuses none: whoever opens this account has a guarded session.
      forbid (principal, action == Action::"ddl", resource) when { context.account == "watched" };
      """;

  private String main() {
    return """
    listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
    postgres: {listen: {address: 127.0.0.1, port: %2$d}, plaintext: true}
    data: data
    issuers:
      - id: test
        url: %3$s
        tokens: {types: [at+jwt], longest: 24h}
        parties: [{kind: person}]
    policies: ["policies/*.cedar"]
    targets: ["targets/*.yaml"]
    """
        .formatted(http, door, issuer.issuer());
  }

  private static String target(int server) {
    return """
    name: shop
    kind: postgres
    address: 127.0.0.1:%d
    tls: off
    database: postgres
    environment: test
    record: raw
    accounts:
      plain: {user: app, credential: {file: secret}}
      watched: {user: app, credential: {file: secret}}
    """
        .formatted(server);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A connection of a client that has signed in. */
  Connection connect(String account) throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", account + "~token");
    how.setProperty("password", token());
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    how.setProperty("preferQueryMode", account.equals("plain") ? "simple" : "extended");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + door + "/shop", how);
  }

  private String token() {
    long now = Instant.now().getEpochSecond();
    return key.sign(
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}",
        "{\"iss\":\"%s\",\"sub\":\"ana\",\"aud\":\"http://127.0.0.1:%d/postgres\",\"iat\":%d,\"exp\":%d}"
            .formatted(issuer.issuer(), http, now, now + TOKEN_SECONDS));
  }

  /** Ends its process without a warning. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Starts it again on the same data. */
  void startAgain() throws IOException, InterruptedException {
    process.startAgain();
    process.awaitServing(LONGEST_START);
  }

  /** Stops it as an operator would. */
  void stop() throws InterruptedException {
    process.stop();
  }

  /** Everything that it wrote to its log. */
  List<String> said() {
    return process.said();
  }

  /** Where its ledger lies. */
  Path ledger() {
    return folder.resolve("data/ledger");
  }

  @Override
  public void close() throws InterruptedException {
    process.close();
    issuer.close();
  }
}
