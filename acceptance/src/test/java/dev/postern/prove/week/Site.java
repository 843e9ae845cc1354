package dev.postern.prove.week;

import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.CodeIssuer;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A gateway's folder, its process with a small heap, its issuers, and REST. */
final class Site implements AutoCloseable {
  private static final String SERVING = "postern: serving on ";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final StubIssuer issuer;
  private final Passes passes;
  private final CodeIssuer door;
  // Where it begins to look differs: another run must not take the ports while it is dead.
  private final int http = FreePort.from(23_000 + (int) (ProcessHandle.current().pid() % 200) * 30);
  private final int postgres = FreePort.from(http + 1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private volatile Process process;

  /** Where its targets are. */
  record Targets(String workshop, int shop) {}

  Site(Path folder, Targets targets, Texts.More more) throws IOException {
    this.folder = folder;
    StubKey first = StubKey.es256("k0");
    this.issuer = new StubIssuer(first);
    this.passes = new Passes(issuer, first, "http://127.0.0.1:" + http);
    this.door = new CodeIssuer("http://127.0.0.1:" + http + "/api");
    door.atTheDoor("rita");
    write("postern.yaml", Texts.main(http, postgres, issuer.issuer(), door.issuer(), more));
    write("targets/workshop.yaml", Texts.workshop(targets.workshop()));
    write("targets/shop.yaml", Texts.shop(targets.shop()));
    write("policies/all.cedar", Texts.POLICY);
    write("policies/changing.cedar", Texts.unchanged());
    write("workshop-secret", "first");
    write("shop-secret", "pencil");
    this.process = start();
  }

  /** Writes one of its files, whole or not at all. */
  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Process start() throws IOException {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // All of the heap is there from the start: what the process grows by is not heap.
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-XX:NativeMemoryTracking=summary",
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
      said.add(line);
      if (line.startsWith(SERVING)) {
        Thread.ofVirtual().start(() -> listen(output));
        return started;
      }
    }
    throw new IOException("the gateway did not start: " + said);
  }

  private void listen(BufferedReader output) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.add(line);
      }
    } catch (IOException killed) {
      // It was ended before it had said everything.
    }
  }

  /** Everything that it wrote to its log, of all its lives. */
  List<String> said() {
    return List.copyOf(said);
  }

  /** Its process now; empty while it is dead. */
  Optional<Long> pid() {
    Process now = process;
    return now.isAlive() ? Optional.of(now.pid()) : Optional.empty();
  }

  /** Where it writes. */
  Path data() {
    return folder.resolve("data");
  }

  Passes passes() {
    return passes;
  }

  int http() {
    return http;
  }

  int postgres() {
    return postgres;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + http + path);
  }

  HttpClient client() {
    return client;
  }

  /** Asks REST as somebody; whatever the answer. */
  HttpResponse<String> rest(String who, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/" + path))
            .timeout(PATIENCE)
            .header("authorization", "Bearer " + passes.token(who, "/api"))
            .header("content-type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Asks REST, and wants it done. */
  String done(String who, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = rest(who, method, path, body);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          method + " " + path + " is answered " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
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
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the gateway does not stop: " + said);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
    client.shutdownNow();
    issuer.close();
    door.close();
  }
}
