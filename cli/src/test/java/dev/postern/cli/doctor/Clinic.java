package dev.postern.cli.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postern.cli.Postern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole installation that is well, in a folder, with an issuer and an MCP server that answer. */
final class Clinic implements AutoCloseable {
  static final String SECRET = "canary-9f31c7";
  private static final String KEYS = keys();

  final Path folder;
  final HttpServer server;
  final int port = free();
  final int postgres = free();
  final Map<String, String> answers = new HashMap<>();
  private int status = -1;
  private String told = "";

  Clinic(Path folder) throws IOException {
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    answers.put("/keys", KEYS);
    answers.put(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url(), url()));
    answers.put(
        "/mcp",
        """
        {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25",\
        "serverInfo":{"name":"notes","version":"7.1"}}}\
        """);
    write("key", SECRET + "\n");
    Files.setPosixFilePermissions(
        folder.resolve("key"), PosixFilePermissions.fromString("rw-------"));
    Files.createDirectory(folder.resolve("data"));
    Files.setPosixFilePermissions(
        folder.resolve("data"), PosixFilePermissions.fromString("rwx------"));
    write(
        "rules.cedar",
        "permit(principal in Group::\"staff\", action in Action::\"read\", resource in"
            + " McpServer::\"notes\");\n");
    write(
        "notes.yaml",
        """
        name: notes
        kind: mcp
        url: %s/mcp
        environment: office
        credential: {file: key, header: X-Key}
        """
            .formatted(url()));
    write(
        "postern.yaml",
        """
        listen: {address: 127.0.0.1, port: %d, url: "http://127.0.0.1:%d"}
        data: data
        issuers:
          - id: corp
            url: %s
            parties: [{kind: person, name: {claim: sub}}]
        groups: [staff]
        policies: [rules.cedar]
        targets: [notes.yaml]
        """
            .formatted(port, port, url()));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  /** Replaces a text in a file that is there. */
  void edit(String name, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve(name));
    if (!text.contains(from)) {
      throw new IllegalArgumentException(from + " is not in " + text);
    }
    write(name, text.replace(from, to));
  }

  /** A PostgreSQL target whose server listens where {@link #postgres} says. */
  void database() throws IOException {
    edit("postern.yaml", "targets: [notes.yaml]", "targets: [notes.yaml, shop.yaml]");
    edit(
        "postern.yaml",
        "data: data",
        "data: data\npostgres: {listen: {address: 127.0.0.1, port: "
            + free()
            + "}, plaintext: true}");
    write(
        "shop.yaml",
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: shop
        environment: office
        accounts:
          reading: {user: report_ro, credential: {file: key}}
        """
            .formatted(postgres));
  }

  /** What a check finds, by what it looked at. */
  Map<String, Finding> examine(String check) {
    Map<String, Finding> found = new TreeMap<>();
    run("doctor", "--config", folder.resolve("postern.yaml").toString(), "--json", "--only", check);
    JsonNode document = JsonMapper.builder().build().readTree(told);
    for (JsonNode each : document.path("results")) {
      found.put(
          each.path("subject").asString(""),
          new Finding(
              Finding.Level.valueOf(
                  each.path("level").asString("").toUpperCase(java.util.Locale.ROOT)),
              each.path("what").asString(""),
              each.path("advice").asString("")));
    }
    return found;
  }

  /** The only thing that a check finds. */
  Finding found(String check) {
    Map<String, Finding> found = examine(check);
    if (found.size() != 1) {
      throw new AssertionError(check + " found " + found);
    }
    return found.values().iterator().next();
  }

  int run(String... words) {
    StringWriter text = new StringWriter();
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(text, true));
    line.setErr(new PrintWriter(text, true));
    status = line.execute(words);
    told = text.toString();
    return status;
  }

  /** The exit status of the last run. */
  int status() {
    return status;
  }

  /** What the last run printed. */
  String told() {
    return told;
  }

  static int free() {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    } catch (IOException none) {
      throw new IllegalStateException(none);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    boolean refused =
        path.equals("/mcp") && !SECRET.equals(exchange.getRequestHeaders().getFirst("X-Key"));
    byte[] body = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
    int code = refused ? 401 : body.length == 0 ? 404 : 200;
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String keys() {
    RSAPublicKey key;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      key = (RSAPublicKey) generator.generateKeyPair().getPublic();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has RSA", absent);
    }
    byte[] modulus = key.getModulus().toByteArray();
    return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"use\":\"sig\",\"e\":\"AQAB\",\"n\":\"%s\"}]}"
        .formatted(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(modulus, 1, modulus.length)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
