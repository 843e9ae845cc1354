package dev.postern.acceptance.docs;

import dev.postern.demo.shop.Shop;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.CodeIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The world that the guide speaks of, on this machine: its MCP server, its database, its issuer
 * with its people, a folder with its files, and {@code postern} to be typed in a shell there.
 */
final class Stage implements AutoCloseable {
  /** The longest that one block of commands may take, in seconds. */
  private static final int PATIENCE = 90;

  private static final Map<String, String> PASSWORDS =
      Map.of(Shop.READING, "reading-own", Shop.SERVICE, "service-own");

  private final Path folder;
  private final Path base;
  private final int port = FreePort.from(20_400);
  private final int door = FreePort.from(port + 1);
  private final NotesServer notes = new NotesServer();
  private final CodeIssuer issuer = new CodeIssuer(url() + "/api");
  private final Shop shop;
  private final Map<String, String> other = new LinkedHashMap<>();
  private final Map<String, String> words = new LinkedHashMap<>();
  private final List<Process> background = new ArrayList<>();

  Stage(Path base) throws IOException {
    this.base = base;
    folder = Files.createDirectory(base.resolve("guide"));
    shop = Shop.open(0, base, PASSWORDS);
    issuer.groups("ana", "Writers");
    issuer.groups("lena", "Leads");
    issuer.groups("olga", "Auditors");
    issuer.groups("otto", "Operators");
    // What stands in the guide for places that are elsewhere.
    other.put("https://id.example.com/realms/corp", issuer.issuer());
    other.put("https://gate.example", url());
    other.put("http://127.0.0.1:7070", url());
    other.put("port: 7070", "port: " + port);
    other.put("{port: 6432}", "{port: " + door + "}");
    other.put("host=gate.example port=6432", "host=127.0.0.1 port=" + door);
    other.put(" sslmode=verify-full sslrootcert=system", "");
    other.put("http://127.0.0.1:9000/mcp", notes.uri().toString());
    other.put("127.0.0.1:5432", "127.0.0.1:" + shop.port());
    other.put("report_ro", Shop.READING);
    other.put("shop_app", Shop.SERVICE);
    other.put("/elsewhere/", base + "/");
    Files.writeString(
        folder.resolve("report.sql"), "SELECT state, count(*) FROM orders GROUP BY 1;\n");
    Files.writeString(folder.resolve("page-secret"), "the-page's-own\n");
    command("postern", "dev.postern.cli.Postern");
  }

  private String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The folder with the guide's files. */
  Path folder() {
    return folder;
  }

  /** Says what a word in capitals stands for from now on. */
  void means(String word, String what) {
    words.put(word, what);
  }

  /** Writes a file of the guide, or adds to the one that is there. */
  void add(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String before = Files.exists(file) ? Files.readString(file) + "\n" : "";
    Files.writeString(file, before + here(text));
  }

  private String here(String text) {
    String found = text;
    for (Map.Entry<String, String> each : other.entrySet()) {
      found = found.replace(each.getKey(), each.getValue());
    }
    for (Map.Entry<String, String> each : words.entrySet()) {
      found = found.replaceAll("\\b" + each.getKey() + "\\b", each.getValue());
    }
    return found;
  }

  /** A program of that name, which runs a class; {@code postern serve} is the gateway's. */
  private void command(String name, String type) throws IOException {
    Path bin = Files.createDirectories(base.resolve("bin"));
    Path file = bin.resolve(name);
    String java =
        "'%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED"
                .formatted(Path.of(System.getProperty("java.home"), "bin", "java"))
            + " -Duser.home='%s' -cp '%s' -Dlogback.configurationFile='%s'"
                .formatted(
                    base,
                    System.getProperty("java.class.path"),
                    Fence.ROOT.resolve("gateway/src/main/resources/logback.xml"));
    Files.writeString(
        file,
        """
        #!/bin/sh
        if [ "$1" = serve ]; then
          shift
          exec %1$s dev.postern.gateway.Main "$@"
        fi
        exec %1$s %2$s "$@"
        """
            .formatted(java, type));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * What a block of commands came to.
   *
   * @param status the shell's exit status
   * @param said both of its outputs
   */
  record Typed(int status, String said) {}

  /** Who sits at the terminal while commands run. */
  interface Watcher {
    /** Somebody who only waits. */
    Watcher NOBODY = (said, shell) -> false;

    /**
     * Told what has been said so far, now and then until it has done what it is there for.
     *
     * @return whether it has
     */
    boolean sees(String said, Process shell) throws IOException, InterruptedException;
  }

  /** Runs a block of commands in a shell that ends at the first that fails. */
  Typed type(String commands, Map<String, String> environment, Watcher watcher)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(base, "said", ".txt");
    Process shell = shell(commands, environment, said);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    boolean done = false;
    while (!shell.waitFor(100, TimeUnit.MILLISECONDS)) {
      done = done || watcher.sees(Files.readString(said), shell);
      if (System.nanoTime() > end) {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly().waitFor();
        return new Typed(-1, Files.readString(said) + "\nstill running after " + PATIENCE + " s");
      }
    }
    return new Typed(shell.exitValue(), Files.readString(said));
  }

  /** Starts a gateway by the commands that do, and waits until it is ready. */
  void serve(String commands) throws IOException, InterruptedException {
    Path said = Files.createTempFile(base, "served", ".txt");
    Process shell = shell("exec env " + commands.strip(), Map.of(), said);
    background.add(shell);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest ready = HttpRequest.newBuilder(URI.create(url() + "/readyz")).build();
      while (shell.isAlive()) {
        try {
          if (client.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException notYet) {
          // It is still starting; its end is what would tell otherwise.
        }
        shell.waitFor(50, TimeUnit.MILLISECONDS);
      }
    }
    throw new IOException("the gateway ended: " + Files.readString(said));
  }

  private Process shell(String commands, Map<String, String> environment, Path said)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", here(commands))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(said.toFile());
    Map<String, String> all = builder.environment();
    all.put("PATH", base.resolve("bin") + ":" + all.get("PATH"));
    all.put("HOME", base.toString());
    all.put("NOTES_KEY", NotesServer.KEY);
    all.put("SHOP_READING_PASSWORD", PASSWORDS.get(Shop.READING));
    all.put("SHOP_SERVICE_PASSWORD", PASSWORDS.get(Shop.SERVICE));
    all.putAll(environment);
    return builder.start();
  }

  /** The environment of the server's own user. */
  Map<String, String> local() {
    return Map.of("POSTERN_SOCKET", folder.resolve("data/postern.sock").toString());
  }

  /** The environment of somebody who has a token for REST. */
  Map<String, String> as(String person) {
    return Map.of("POSTERN_URL", url(), "POSTERN_TOKEN", token(person, "/api"));
  }

  /** A token of somebody for a part of the gateway. */
  String token(String person, String part) {
    String[] groups =
        switch (person) {
          case "ana" -> new String[] {"Writers"};
          case "lena" -> new String[] {"Leads"};
          case "olga" -> new String[] {"Auditors"};
          default -> new String[] {"Operators"};
        };
    return issuer.token(person, url() + part, groups);
  }

  /** Somebody opens an MCP session and calls a tool: something to read about afterwards. */
  String call(String person, String tool, String arguments)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url() + "/mcp/notes"))
              .header("authorization", "Bearer " + token(person, "/mcp/notes"))
              .header("content-type", "application/json")
              .header("accept", "application/json, text/event-stream");
      String hello =
          """
          {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
           "capabilities":{},"clientInfo":{"name":"guide","version":"1"}}}\
          """;
      String session =
          client
              .send(
                  request.POST(HttpRequest.BodyPublishers.ofString(hello)).build(),
                  BodyHandlers.ofString())
              .headers()
              .firstValue("mcp-session-id")
              .orElseThrow(() -> new IOException("no session"));
      String call =
          """
          {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"%s","arguments":%s}}\
          """
              .formatted(tool, arguments);
      return client
          .send(
              request
                  .header("mcp-session-id", session)
                  .POST(HttpRequest.BodyPublishers.ofString(call))
                  .build(),
              BodyHandlers.ofString(StandardCharsets.UTF_8))
          .body();
    }
  }

  /** Goes where the text of a command says that a browser must go, as soon as it says it. */
  void browse(String person, String address) throws IOException, InterruptedException {
    issuer.atTheDoor(person);
    try (HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build()) {
      client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding());
    }
  }

  @Override
  public void close() throws IOException {
    for (Process process : background) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      process.onExit().join();
    }
    shop.close();
    notes.close();
    issuer.close();
  }
}
