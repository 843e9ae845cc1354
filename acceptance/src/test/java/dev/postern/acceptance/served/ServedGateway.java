package dev.postern.acceptance.served;

import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.AccessToken;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** {@code postern serve} in a process of its own, with one target, an issuer and a credential. */
final class ServedGateway implements AutoCloseable {
  private static final String SERVING = "postern: serving on ";

  private final Path folder;
  private final int port;
  private final StubKey key = StubKey.es256("k1");
  private final StubIssuer issuer = new StubIssuer(key);
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Process process;
  private final Thread listener;
  private String session = "";

  /** Starts it; the folder is empty but for the file {@code credential}. */
  ServedGateway(Path folder, URI target) throws IOException {
    this(folder, target, Setup.PLAIN);
  }

  /**
   * What is configured besides the addresses.
   *
   * @param main more of the main file
   * @param target more of the target's file, its credential too where that is not the usual one
   * @param policy the rules
   */
  record Setup(String main, String target, String policy) {
    static final Setup PLAIN = new Setup("", "", "permit (principal, action, resource);");

    /** Everything permitted, and more in the target's file. */
    static Setup target(String more) {
      return new Setup("", more, PLAIN.policy());
    }
  }

  /** Starts it; the folder is empty but for the file {@code credential}. */
  ServedGateway(Path folder, URI target, Setup setup) throws IOException {
    this.folder = folder;
    this.port = FreePort.from(21_000);
    write("postern.yaml", configuration() + setup.main());
    String its = setup.target().contains("credential:") ? "" : "credential: {file: credential}\n";
    write("targets/registry.yaml", target(target) + its + setup.target());
    write("policies/all.cedar", setup.policy());
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlogback.configurationFile=" + logging(),
                "dev.postern.gateway.Main",
                "--config",
                folder.resolve("postern.yaml").toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    awaitServing(output);
    listener = Thread.ofVirtual().start(() -> listen(output));
  }

  /** The product's own logging, not that of another module on the class path. */
  private static Path logging() {
    Path here = Path.of("").toAbsolutePath();
    Path file = Path.of("gateway/src/main/resources/logback.xml");
    return Files.exists(here.resolve(file)) ? here.resolve(file) : here.resolveSibling(file);
  }

  private String configuration() {
    return """
    listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
    data: data
    issuers:
      - id: test
        url: %2$s
        tokens: {types: [at+jwt], longest: 1h}
        parties: [{kind: person}]
    policies: ["policies/*.cedar"]
    targets: ["targets/*.yaml"]
    """
        .formatted(port, issuer.issuer());
  }

  private static String target(URI target) {
    return """
    name: registry
    kind: mcp
    url: %s
    environment: test
    record: raw
    """
        .formatted(target);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void awaitServing(BufferedReader output) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(SERVING)) {
        return;
      }
      before.append(line).append('\n');
    }
    throw new IOException("the gateway did not start: " + before);
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

  /** A token of a subject, written as a JSON text without its quotation marks. */
  String token(String subject) {
    return token(subject, "");
  }

  /** A token that has scopes. */
  String token(String subject, String scope) {
    return token(subject, scope, resource());
  }

  private String token(String subject, String scope, String audience) {
    AccessToken plain = issuer.token(subject, audience).with("jti", "\"1\"");
    return (scope.isEmpty() ? plain : plain.with("scope", "\"" + scope + "\""))
        .signed(key, Duration.ofMinutes(30));
  }

  /** The address of the target at the gateway, which is what tokens are for. */
  String resource() {
    return "http://127.0.0.1:" + port + "/mcp/registry";
  }

  int port() {
    return port;
  }

  /** Opens a session that {@link #call} uses from then on. */
  void initialize(String token) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post(
            token,
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}");
    session =
        answer
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow(() -> new AssertionError("no session: " + answer.body()));
  }

  /** Calls a tool, its name written as a JSON text without its quotation marks. */
  String call(String token, String tool) throws IOException, InterruptedException {
    return post(
            token,
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\""
                + tool
                + "\",\"arguments\":{}}}")
        .body();
  }

  /** Has the configuration read again, as somebody with this subject. */
  int reload(String subject) throws IOException, InterruptedException {
    String base = "http://127.0.0.1:" + port + "/api";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v1/reload"))
            .header("authorization", "Bearer " + token(subject, "", base))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  HttpResponse<String> post(String token, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(resource()))
            .header("authorization", "Bearer " + token)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!session.isEmpty()) {
      request.header("mcp-session-id", session);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The heap's live objects, as the JVM writes them: dead ones are collected first. */
  byte[] heap() throws IOException, InterruptedException {
    Path file = folder.resolve("heap.hprof");
    Process dump =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.heap_dump",
                "-overwrite",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String told = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (dump.waitFor() != 0) {
      throw new IOException("no heap dump: " + told);
    }
    byte[] heap = Files.readAllBytes(file);
    Files.delete(file);
    return heap;
  }

  /** Tells it to stop, once more each time. */
  void terminate() {
    process.destroy();
  }

  /** Its exit status, once it has ended. */
  int ended() throws InterruptedException {
    return process.waitFor();
  }

  /** Stops it as an operator would, and returns every line that it said since it serves. */
  List<String> stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the gateway does not stop");
    }
    listener.join();
    return List.copyOf(said);
  }

  /** Everything that it wrote. */
  Path data() {
    return folder.resolve("data");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
    http.close();
    issuer.close();
  }
}
