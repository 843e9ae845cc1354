package dev.postern.prove.crash;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** {@code postern serve} in a process that can be killed, and that starts again on its data. */
final class CrashGateway implements AutoCloseable {
  private static final String SERVING = "postern: serving on ";
  private static final long TOKEN_SECONDS = 6 * 3600;

  private final Path folder;
  private final StubKey key = StubKey.es256("k1");
  private final StubIssuer issuer = new StubIssuer(key);
  private final int http = free(21_000);
  private final int door = free(http + 1);
  private final List<String> said = new CopyOnWriteArrayList<>();
  private Process process;

  CrashGateway(Path folder, int server) throws IOException {
    this.folder = folder;
    write("postern.yaml", main());
    write("targets/shop.yaml", target(server));
    write("policies/all.cedar", POLICY);
    write("secret", CrashServer.PASSWORD);
    this.process = start();
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

  private Process start() throws IOException {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.postern.gateway.Main",
                "--config",
                folder.resolve("postern.yaml").toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader output = started.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(SERVING)) {
        Thread.ofVirtual().start(() -> listen(output));
        return started;
      }
      said.add(line);
    }
    throw new IOException("the gateway did not start: " + said);
  }

  private void listen(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.add(line);
      }
    } catch (IOException killed) {
      // It was ended before it had said everything, and nobody wants to know.
    }
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
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** Starts it again on the same data. */
  void startAgain() throws IOException {
    process = start();
  }

  /** Stops it as an operator would. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the gateway does not stop: " + said);
    }
  }

  /** Everything that it wrote to its log. */
  List<String> said() {
    return List.copyOf(said);
  }

  /** Where its ledger lies. */
  Path ledger() {
    return folder.resolve("data/ledger");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
    issuer.close();
  }

  /** A free port below the ephemeral range. */
  private static int free(int from) throws IOException {
    for (int candidate = from; candidate < 30_000; candidate += 13) {
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IOException("no free port");
  }
}
