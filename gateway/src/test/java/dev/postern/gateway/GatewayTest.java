package dev.postern.gateway;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.api.GatewayRoutes;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The product put together, from its files to its sockets. */
class GatewayTest {
  @TempDir private Path folder;
  private Path file = Path.of("");
  private int port;

  @BeforeEach
  void write() throws IOException {
    port = FreePort.from(18_000);
    file = folder.resolve("postern.yaml");
    Files.createDirectories(folder.resolve("targets"));
    Files.createDirectories(folder.resolve("policies"));
    configure("data");
    Files.writeString(
        folder.resolve("targets/registry.yaml"),
        "name: registry\nkind: mcp\nurl: http://127.0.0.1:9/mcp\nenvironment: test\n");
    Files.writeString(
        folder.resolve("policies/some.cedar"),
        "@id(\"none\") forbid (principal == Person::\"ana\", action, resource);");
  }

  @Test
  void what_it_writes_is_for_its_own_user_alone() throws IOException {
    try (Gateway gateway = start()) {
      assertThat(gateway.port()).isEqualTo(port);
      assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
      assertThat(mode(folder.resolve("data/postern.sock"))).isEqualTo("rw-------");
    }
  }

  @Test
  void a_data_folder_that_stood_open_is_closed() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));

    try (Gateway gateway = start()) {
      assertThat(gateway.port()).isPositive();
      assertThat(mode(data)).isEqualTo("rwx------");
    }
  }

  @Test
  void lives_is_ready_and_tells_where_tokens_come_from_but_nothing_else_without_one()
      throws Exception {
    try (Gateway gateway = start()) {
      assertThat(gateway.port()).isPositive();
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      assertThat(get("/readyz").statusCode()).isEqualTo(200);
      assertThat(get("/.well-known/oauth-protected-resource/mcp/registry").body())
          .contains("http://127.0.0.1:" + port + "/mcp/registry");
      HttpResponse<String> rest = get("/api/v1/locks");
      assertThat(rest.statusCode()).isEqualTo(401);
      assertThat(rest.headers().firstValue("www-authenticate").orElse(""))
          .contains("/.well-known/oauth-protected-resource/api");
    }
  }

  @Test
  void a_lock_outlives_a_restart() throws IOException {
    try (Gateway gateway = start()) {
      assertThat(gateway.port()).isPositive();
      assertThat(
              ask(
                  "POST",
                  "/api/v1/locks",
                  "{\"scope\":\"person\",\"name\":\"carl\",\"reason\":\"left\"}"))
          .startsWith("HTTP/1.1 200 ");
    }
    try (Gateway gateway = start()) {
      assertThat(gateway.port()).isPositive();
      assertThat(ask("GET", "/api/v1/locks", "")).contains("\"carl\"").contains("\"left\"");
    }
  }

  @Test
  void a_bad_reload_changes_nothing_and_a_good_one_everything_that_may() throws IOException {
    try (Gateway gateway = start()) {
      assertThat(gateway.reload("test").epoch()).isEqualTo(2);

      Files.writeString(folder.resolve("policies/some.cedar"), "permit(");
      assertThat(gateway.reload("test").problems()).isNotEmpty();
      assertThat(gateway.reload("test").epoch()).isEqualTo(2);

      Files.writeString(folder.resolve("policies/some.cedar"), "");
      configure("elsewhere");
      assertThat(gateway.reload("test").problems())
          .anyMatch(problem -> problem.contains("'data' cannot change"));
    }
  }

  @Test
  @Timeout(60)
  void nobody_is_heard_before_the_rules_are_in_force_and_half_requests_at_boot_hold_nobody_up()
      throws Exception {
    Path pipe = Files.writeString(folder.resolve("credential"), "secret\n");
    Files.writeString(
        folder.resolve("targets/registry.yaml"), "credential: {file: credential}\n", APPEND);
    Configuration configuration = configuration();
    Files.delete(pipe);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<Gateway> starting = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> starting.completeAsync(() -> started(configuration, pipe), Runnable::run));
    List<CompletableFuture<Socket>> halves =
        Stream.generate(() -> CompletableFuture.supplyAsync(this::half, Thread.ofVirtual()::start))
            .limit(20)
            .toList();
    // Opening a pipe waits for its reader: now the gateway stands between its parts, and waits.
    try (OutputStream secret = Files.newOutputStream(pipe)) {
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
      assertThat(halves).noneMatch(CompletableFuture::isDone);
      Path file = Files.writeString(folder.resolve("file"), "secret\n");
      Files.move(file, pipe, StandardCopyOption.REPLACE_EXISTING);
      secret.write("secret\n".getBytes(StandardCharsets.US_ASCII));
    }

    try (Gateway gateway = starting.get()) {
      assertThat(gateway.port()).isEqualTo(port);
      assertThat(get("/healthz").statusCode()).isEqualTo(200);
      assertThat(get("/api/v1/locks").statusCode()).isEqualTo(401);
      for (CompletableFuture<Socket> half : halves) {
        try (Socket socket = half.get()) {
          socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
          assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
              .isIn("HTTP/1.1 401", "HTTP/1.1 408");
        }
      }
    }
    assertThat(LedgerReader.of(folder.resolve("data/ledger")).notes())
        .extracting(Leaf.Noted::what)
        .containsSubsequence("starting", "serving");
  }

  /** Starts it; should that fail, whoever waits at the pipe is let go. */
  private Gateway started(Configuration configuration, Path pipe) {
    try {
      return start(configuration);
    } catch (IOException failed) {
      try (InputStream reader = Files.newInputStream(pipe)) {
        throw new UncheckedIOException(failed);
      } catch (IOException worse) {
        throw new UncheckedIOException(worse);
      }
    }
  }

  /** Half a request, on the first connection that there can be. */
  private Socket half() {
    while (true) {
      try {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket
            .getOutputStream()
            .write(
                "GET /api/v1/locks HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        return socket;
      } catch (IOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  @Test
  void a_reload_whose_targets_cannot_be_used_is_not_recorded_as_one() throws IOException {
    try (Gateway gateway = start()) {
      Files.writeString(folder.resolve("ca.pem"), "no certificate");
      Files.writeString(
          folder.resolve("targets/registry.yaml"),
          "name: registry\nkind: mcp\nurl: https://127.0.0.1:9/mcp\nenvironment: test\n"
              + "authorities: ca.pem\n");
      GatewayRoutes.Outcome outcome = gateway.reload("test");

      assertThat(outcome.problems()).singleElement().asString().contains("cannot be put in force");
      assertThat(outcome.epoch()).isEqualTo(1);
    }
    assertThat(LedgerReader.of(folder.resolve("data/ledger")).notes())
        .extracting(Leaf.Noted::what)
        .contains("reload-refused")
        .doesNotContain("reloaded");
  }

  private void configure(String data) throws IOException {
    Files.writeString(
        file,
        """
        listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
        data: %2$s
        issuers:
          - id: test
            url: http://127.0.0.1:9/issuer
            tokens: {types: [at+jwt], longest: 1h}
            parties: [{kind: person, name: {claim: sub}}]
        people: [{name: ana}]
        policies: ["policies/*.cedar"]
        targets: ["targets/*.yaml"]
        """
            .formatted(port, data));
  }

  private Gateway start() throws IOException {
    return start(configuration());
  }

  private Configuration configuration() {
    return GatewayStand.configuration(file);
  }

  private Gateway start(Configuration configuration) throws IOException {
    return Gateway.start(file, configuration);
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI at = URI.create("http://127.0.0.1:" + port + path);
      return client.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Asks REST over the local socket, as the server's own user. */
  private String ask(String method, String path, String body) throws IOException {
    Path socket = folder.resolve("data/postern.sock");
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String asked =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      channel.write(ByteBuffer.wrap(asked.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(65_536);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {
        // Until the gateway has said everything.
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
