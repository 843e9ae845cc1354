package dev.postern.prove;

import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The gateway in front of one PostgreSQL server, for the suites in prove and bench: its own issuer,
 * one caller who may do everything, sign-in, policy and ledger on. The target has the name of its
 * database, so that clients ask for the same one as directly. Prints the port and the token, a line
 * each, once it takes clients; ends when its standard input does.
 */
public final class PostgresDoor {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final long TOKEN_SECONDS = 6 * 3600;
  private static final String POLICY =
      """
      // The suites' caller may open everything and ask for everything.
      @id("suites")
      permit (principal in Group::"suites", action, resource);

      // A rule that looks at statements, and refuses none: whoever opens this account has a guarded session.
      @id("watched")
      forbid (principal, action == Action::"ddl", resource == Database::"regression/regression")
      when { context.account == "watched" };
      """;

  private PostgresDoor() {}

  /**
   * {@code args}: an empty directory, and the server's port. The server's superuser is {@code
   * regress}, whose password is in the environment as {@code SERVER_PASSWORD}; {@code POSTERN_ROOT}
   * names the project's directory.
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    StubKey key = StubKey.rs256("suites", 2048);
    try (StubIssuer issuer = new StubIssuer(key)) {
      int http = freePort();
      int door = freePort();
      Path main =
          configuration(directory, issuer.issuer(), List.of(http, door, Integer.parseInt(args[1])));
      Process gateway =
          new ProcessBuilder(
                  Path.of(System.getenv("POSTERN_ROOT"), "postern").toString(),
                  "serve",
                  "--config",
                  main.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("postern.log").toFile())
              .start();
      try {
        await(gateway, URI.create("http://127.0.0.1:" + http + "/readyz"));
        System.out.println(door);
        System.out.println(token(key, issuer.issuer(), "http://127.0.0.1:" + http + "/postgres"));
        while (System.in.read() >= 0) {
          // Nobody says anything: the end of the input is the end.
        }
      } finally {
        gateway.destroy();
        if (!gateway.waitFor(60, TimeUnit.SECONDS)) {
          gateway.destroyForcibly();
        }
      }
    }
  }

  private static Path configuration(Path directory, String issuer, List<Integer> ports)
      throws IOException {
    Files.createDirectories(directory.resolve("policies"));
    Files.createDirectories(directory.resolve("targets"));
    Files.writeString(directory.resolve("policies/suites.cedar"), POLICY);
    Files.writeString(
        directory.resolve("targets/regression.yaml"),
        """
        name: regression
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: regression
        environment: development
        record: digest
        accounts:
          regress:
            user: regress
            credential: {environment: SERVER_PASSWORD}
          watched:
            user: regress
            credential: {environment: SERVER_PASSWORD}
        """
            .formatted(ports.get(2)));
    return Files.writeString(
        directory.resolve("postern.yaml"),
        """
        listen: {address: 127.0.0.1, port: %d, url: "http://127.0.0.1:%1$d"}
        postgres:
          listen: {address: 127.0.0.1, port: %d}
          plaintext: true
        data: data
        issuers:
          - id: suites
            url: %s
            tokens: {types: [at+jwt], longest: 24h}
            parties: [{kind: person, name: {claim: sub}}]
            groups: {claims: [groups], unlisted: kept}
        groups: [suites]
        policies: [policies/*.cedar]
        targets: [targets/*.yaml]
        """
            .formatted(ports.get(0), ports.get(1), issuer));
  }

  private static String token(StubKey key, String issuer, String audience) {
    long now = Instant.now().getEpochSecond();
    return key.sign(
        "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(key.id()),
        """
        {"iss":"%s","sub":"tester","aud":"%s","groups":["suites"],"iat":%d,"exp":%d}\
        """
            .formatted(issuer, audience, now, now + TOKEN_SECONDS));
  }

  private static void await(Process gateway, URI ready) throws Exception {
    long until = System.nanoTime() + LONGEST_START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!ready(http, ready)) {
        if (!gateway.isAlive() || System.nanoTime() > until) {
          throw new IOException("the gateway does not start");
        }
        Thread.sleep(BETWEEN_LOOKS.toMillis());
      }
    }
  }

  private static boolean ready(HttpClient http, URI page) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(5)).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
