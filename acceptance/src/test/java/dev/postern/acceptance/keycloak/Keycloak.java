package dev.postern.acceptance.keycloak;

import dev.postern.testkit.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Keycloak on a free port of loopback with an empty database in memory: {@code acceptance} is the
 * realm whose tokens the gateway takes, {@code campus} plays the SAML identity provider.
 */
final class Keycloak implements AutoCloseable {
  private static final String PASSWORD = "bootstrap-only";

  private static Optional<Keycloak> shared = Optional.empty();

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  private Keycloak(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** The one that all tests of a run share; it ends with the run. */
  static synchronized Keycloak shared() throws IOException, InterruptedException {
    if (shared.isEmpty()) {
      Keycloak started = start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      shared = Optional.of(started);
    }
    return shared.get();
  }

  /** Starts the distribution that the build unpacked, and makes both realms. */
  private static Keycloak start() throws IOException, InterruptedException {
    int port = FreePort.any();
    Path home = Path.of(Objects.requireNonNull(System.getProperty("keycloak.home")));
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("bin/kc.sh").toString(),
            "start-dev",
            "--db=dev-mem",
            "--http-host=127.0.0.1",
            "--http-port=" + port);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xmx512m");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
    builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", PASSWORD);
    Process process = builder.redirectErrorStream(true).start();
    Keycloak keycloak = new Keycloak(process, "http://127.0.0.1:" + port);
    keycloak.awaitStart();
    keycloak.makeRealm("campus");
    keycloak.makeRealm("acceptance");
    return keycloak;
  }

  /** The issuer's identifier of a realm. */
  String realm(String name) {
    return address + "/realms/" + name;
  }

  /** An access token that a client gets in its own name (RFC 6749, 4.4). */
  String clientCredentials(String clientId, String secret)
      throws IOException, InterruptedException {
    return token(
        "acceptance",
        Map.of("grant_type", "client_credentials", "client_id", clientId, "client_secret", secret));
  }

  /** What the admin API has at a path below {@code /admin/realms}. */
  JsonNode get(String path) throws IOException, InterruptedException {
    return JsonMapper.shared().readTree(admin("GET", path, ""));
  }

  /** Sends JSON to the admin API. */
  void send(String method, String path, String json) throws IOException, InterruptedException {
    admin(method, path, json);
  }

  /** Makes a realm sign with a new key and withdraws the old ones of that kind. */
  void rotateSigningKey(String realm) throws IOException, InterruptedException {
    String type = "?type=org.keycloak.keys.KeyProvider";
    JsonNode before = get(realm + "/components" + type);
    send(
        "POST",
        realm + "/components",
        """
        {"name":"rotated","providerId":"rsa-generated","providerType":"org.keycloak.keys.KeyProvider",
         "config":{"priority":["200"],"enabled":["true"],"active":["true"],"algorithm":["RS256"],
         "keySize":["2048"]}}\
        """);
    for (JsonNode component : before) {
      if ("rsa-generated".equals(component.get("providerId").asString())) {
        send("DELETE", realm + "/components/" + component.get("id").asString(), "");
      }
    }
  }

  private String token(String realm, Map<String, String> form)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(realm(realm) + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Forms.encoded(form)))
                .build(),
            BodyHandlers.ofString());
    demandSuccess(response);
    return JsonMapper.shared().readTree(response.body()).get("access_token").asString();
  }

  private String admin(String method, String path, String json)
      throws IOException, InterruptedException {
    String token =
        token(
            "master",
            Map.of(
                "grant_type", "password",
                "client_id", "admin-cli",
                "username", "admin",
                "password", PASSWORD));
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address + "/admin/realms/" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    demandSuccess(response);
    return response.body();
  }

  private void makeRealm(String name) throws IOException, InterruptedException {
    try (InputStream file =
        Objects.requireNonNull(Keycloak.class.getResourceAsStream("realm-" + name + ".json"))) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      admin("POST", "", text.replace("{{keycloak}}", address));
    }
  }

  /**
   * Reads what the server says until it says that it started; then somebody has to go on reading.
   */
  private void awaitStart() throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.append(line).append('\n');
      if (line.contains("Installed features:")) {
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return;
      }
    }
    throw new IOException("Keycloak did not start:\n" + said);
  }

  private static void demandSuccess(HttpResponse<String> response) throws IOException {
    if (response.statusCode() / 100 != 2) {
      throw new IOException(
          response.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
  }

  @Override
  public void close() {
    client.close();
    List.copyOf(process.descendants().toList()).forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().join();
  }
}
