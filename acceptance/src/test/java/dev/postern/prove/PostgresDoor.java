package dev.postern.prove;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The gateway in front of one PostgreSQL server, for the suites in prove and bench: its own issuer,
 * two callers who may do everything, sign-in, policy and ledger on. Prints the port, the token of
 * the one whose sessions are open and the token of the one whose sessions are guarded, a line each,
 * once it takes clients; ends when its standard input does. What then had been asked of the server
 * stands in the file {@code wire}, where it was counted.
 */
public final class PostgresDoor {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration TOKEN_LIFE = Duration.ofHours(6);

  private PostgresDoor() {}

  /**
   * {@code args}: an empty directory, the server's port, then where wanted {@code --tls DIRECTORY},
   * {@code --plain-server}, {@code --passwords PROOF} (see {@link DoorFiles}) and {@code --tap},
   * which counts what is asked of the server, then the names of the databases. The server's
   * superuser is {@code regress}, whose password is in the environment as {@code SERVER_PASSWORD};
   * {@code POSTERN_ROOT} names the project's directory.
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int server = Integer.parseInt(args[1]);
    List<String> rest = new ArrayList<>(Arrays.asList(args).subList(2, args.length));
    Optional<Path> tls = option(rest, "--tls").map(Path::of);
    Optional<String> passwords = option(rest, "--passwords");
    boolean tapped = rest.remove("--tap");
    boolean plain = rest.remove("--plain-server");
    StubKey key = StubKey.rs256("suites", 2048);
    try (StubIssuer issuer = new StubIssuer(key);
        WireTap tap = WireTap.before(server)) {
      DoorFiles files =
          new DoorFiles(
              issuer.issuer(),
              FreePort.any(),
              FreePort.any(),
              tapped ? tap.port() : server,
              tls,
              plain,
              passwords,
              rest);
      serve(directory, files, key);
      if (tapped) {
        Files.writeString(directory.resolve("wire"), tap.counts() + "\n");
      }
    }
  }

  /** What follows an option's name; both are taken out. */
  private static Optional<String> option(List<String> arguments, String name) {
    int at = arguments.indexOf(name);
    if (at < 0) {
      return Optional.empty();
    }
    arguments.remove(at);
    return Optional.of(arguments.remove(at));
  }

  private static void serve(Path directory, DoorFiles files, StubKey key) throws Exception {
    Process gateway =
        new ProcessBuilder(
                Path.of(System.getenv("POSTERN_ROOT"), "postern").toString(),
                "serve",
                "--config",
                files.into(directory).toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("postern.log").toFile())
            .start();
    try {
      await(gateway, files.api().resolve("/readyz"));
      String audience = files.api().resolve("/postgres").toString();
      System.out.println(files.door());
      System.out.println(token(key, files.issuer(), audience, "\"suites\""));
      System.out.println(token(key, files.issuer(), audience, "\"suites\",\"watched\""));
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

  private static String token(StubKey key, String issuer, String audience, String groups) {
    return new AccessToken(issuer, "tester", audience)
        .with("groups", "[" + groups + "]")
        .signed(key, TOKEN_LIFE);
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
}
