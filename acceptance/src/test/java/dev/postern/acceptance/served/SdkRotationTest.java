package dev.postern.acceptance.served;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.demo.wire.Json;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import dev.postern.testkit.vault.StandInVault;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The key of an MCP server changes while stock clients call it through the gateway: the official
 * SDK's on both sides, the gateway in a process of its own. No call fails and none runs twice; the
 * former key opens nothing any more.
 */
@Timeout(240)
class SdkRotationTest {
  private static final int CLIENTS = 2;
  private static final int ROTATIONS = 4;
  private static final int BETWEEN = 3;

  /** How long the SDK waits for an answer. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final String CREDENTIAL = "credential: {vault: it, secret: keyed}\n";

  @TempDir private Path folder;
  private final AtomicBoolean going = new AtomicBoolean(true);
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong opened = new AtomicLong();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  /** Puts the next key where the gateway reads it. */
  private interface Place {
    void put(String key) throws IOException;
  }

  @Test
  void of_a_file() throws Exception {
    Place file =
        key -> {
          Path fresh = Files.writeString(folder.resolve("credential.new"), key + "\n");
          Files.move(fresh, folder.resolve("credential"), StandardCopyOption.ATOMIC_MOVE);
        };
    rotated(file, ServedGateway.Setup.PLAIN);
  }

  @Test
  void of_a_vault_file() throws Exception {
    Path key = folder.resolve("vault.key");
    LocalKey.generate(key, new SecureRandom());
    LocalVault vault =
        new LocalVault(
            folder.resolve("it.vault"), List.of(LocalKey.file(key)), LocalVault.Tools.usual());
    vault.create();
    SecretName name = new SecretName("keyed");
    rotated(
        secret -> vault.put(name, secret.getBytes(StandardCharsets.US_ASCII), 2),
        setup("{kind: file, file: it.vault, keys: [{file: vault.key}]}"));
  }

  @Test
  void of_a_vault_server() throws Exception {
    try (StandInVault vault = new StandInVault()) {
      vault.token("hvs.gateway", Duration.ofHours(1));
      Files.writeString(folder.resolve("token"), "hvs.gateway\n");
      rotated(
          secret -> vault.put("secret/keyed", Map.of("value", secret)),
          setup(
              "{kind: server, url: \"%s\", sign-in: {token: {file: token}}}"
                  .formatted(vault.url())));
    }
  }

  private static ServedGateway.Setup setup(String vault) {
    return new ServedGateway.Setup(
        "vaults: {it: " + vault + "}\n", CREDENTIAL, ServedGateway.Setup.PLAIN.policy());
  }

  private void rotated(Place place, ServedGateway.Setup setup) throws Exception {
    place.put("key-0");
    try (KeyedServer server = new KeyedServer(folder.resolve("tomcat"), "key-0");
        ServedGateway gateway = new ServedGateway(folder, server.uri(), setup)) {
      String token = gateway.token("ana");
      List<Thread> load = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        load.add(Thread.ofVirtual().start(() -> call(gateway.resource(), token)));
      }
      load.add(Thread.ofVirtual().start(() -> open(gateway.resource(), token)));
      goOn();
      for (int turn = 1; turn <= ROTATIONS; turn++) {
        // Nobody tells the gateway, and the former key is worth nothing at once.
        place.put("key-" + turn);
        server.takes("key-" + turn);
        goOn();
        assertThat(failed).isEmpty();
        assertThat(direct(server.uri(), "key-" + (turn - 1))).isEqualTo(401);
      }
      going.set(false);
      for (Thread each : load) {
        each.join();
      }
      assertThat(failed).isEmpty();
      assertThat(server.executed()).isEqualTo(answered.get());
    }
  }

  /** Every kind of load gets on. */
  private void goOn() throws InterruptedException {
    long calls = answered.get() + BETWEEN;
    long openings = opened.get() + 1;
    while (failed.isEmpty() && (answered.get() < calls || opened.get() < openings)) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the load does not get on");
      }
      Thread.onSpinWait();
    }
  }

  /** One session from before the first change to after the last. */
  private void call(String address, String token) {
    try (McpSyncClient client = client(URI.create(address), token)) {
      client.initialize();
      while (going.get()) {
        CallToolResult result =
            client.callTool(CallToolRequest.builder("run").arguments(Map.of()).build());
        if (Boolean.TRUE.equals(result.isError())) {
          failed.add("a call: " + result.content());
        }
        answered.incrementAndGet();
      }
    } catch (RuntimeException refused) {
      failed.add("a session: " + refused);
    }
  }

  /** A session after the other. */
  private void open(String address, String token) {
    while (going.get() && failed.isEmpty()) {
      try (McpSyncClient client = client(URI.create(address), token)) {
        client.initialize();
        client.listTools();
        opened.incrementAndGet();
      } catch (RuntimeException refused) {
        failed.add("an opening: " + refused);
      }
    }
  }

  private static McpSyncClient client(URI address, String token) {
    return McpClient.sync(
            HttpClientStreamableHttpTransport.builder(
                    address.getScheme() + "://" + address.getAuthority())
                .endpoint(address.getPath())
                .jsonMapper(Json.FOR_SDK)
                .customizeClient(http -> http.version(HttpClient.Version.HTTP_1_1))
                .httpRequestCustomizer((request, method, uri, body, context) ->
                    request.header("Authorization", "Bearer " + token))
                .build())
        .requestTimeout(LONGEST)
        .initializationTimeout(LONGEST)
        .build();
  }

  /** What the server itself answers to who comes with a key. */
  private static int direct(URI server, String key) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(server)
                  .header("Authorization", "Bearer " + key)
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
