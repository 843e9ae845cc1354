package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.vault.FileStore;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret changes while the connection that it is meant for is being dialled. */
@Timeout(60)
class EndedBeforeSentTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir private static Path directory;
  private static TestCertificate theirs = TestCertificate.NONE;

  private final CountDownLatch changed = new CountDownLatch(1);

  @BeforeAll
  static void certificate() throws Exception {
    theirs =
        new TestCertificate(Files.createDirectory(directory.resolve("theirs")), "dns:localhost");
  }

  /** Shakes hands only when the secret was changed. */
  private ScriptedTarget slowToShakeHands() throws Exception {
    return new ScriptedTarget(
        theirs.serverSocket(),
        (wire, asked) -> {
          try {
            changed.await();
          } catch (InterruptedException stopping) {
            throw new IOException(stopping);
          }
          while (true) {
            asked.next();
            wire.send(OK);
          }
        });
  }

  private static Target target(Target was, boolean own) {
    return new Target(
        was.name(),
        was.kind(),
        URI.create("https://localhost:" + was.base().getPort()),
        Optional.of(theirs.files().certificate()),
        Optional.of(new CredentialSpec("key", "authorization", Optional.of("Bearer"), own)),
        was.record(),
        was.sessions(),
        was.origins(),
        was.times(),
        was.bounds());
  }

  @Test
  void the_request_goes_with_the_secret_of_a_file_that_is_in_force_then() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "one\n");
    try (ScriptedTarget target = slowToShakeHands();
        Rig rig =
            new Rig(
                target,
                plan -> {
                  plan.credentials = Map.of("key", new CredentialSource.SecretFile(file));
                  plan.target = was -> target(was, false);
                });
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));
      Awaiting.until(() -> target.connections.get() == 1);
      Files.writeString(file, "two\n");
      rig.leases.refresh();
      changed.countDown();
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(target.requests)
          .extracting(request -> request.field("authorization"))
          .containsExactly("Bearer two");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_request_goes_with_the_callers_own_that_is_in_force_then(boolean known) throws Exception {
    Path folder = Files.createTempDirectory(directory, "vault");
    LocalKey.generate(folder.resolve("key"), new SecureRandom());
    Path file = folder.resolve("secrets.vault");
    LocalVault vault =
        new LocalVault(
            file, List.of(LocalKey.file(folder.resolve("key"))), LocalVault.Tools.usual());
    vault.create();
    SecretName anas = new SecretName("people/ana");
    vault.put(anas, "one".getBytes(StandardCharsets.US_ASCII), 2);
    Map<String, SecretStore> stores = Map.of("local", new FileStore(file, vault));
    try (ScriptedTarget target = slowToShakeHands();
        Rig rig = new Rig(target, plan -> plan.target = was -> target(was, true));
        Wire client = rig.dial()) {
      rig.leases.replace(
          Map.of(
              "key",
              new CredentialSource.Kept(
                  "local", "people/{person}", Optional.empty(), OptionalInt.empty())),
          stores);
      client.send(Rig.post("/", "x"));
      Awaiting.until(() -> target.connections.get() == 1);
      if (known) {
        vault.put(anas, "two".getBytes(StandardCharsets.US_ASCII), 2);
        rig.leases.refresh();
      } else {
        // It is gone here, and must be had once more.
        vault.delete(anas, OptionalInt.empty());
        rig.leases.refresh();
        vault.put(anas, "two".getBytes(StandardCharsets.US_ASCII), 2);
      }
      changed.countDown();
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(target.requests)
          .extracting(request -> request.field("authorization"))
          .containsExactly("Bearer two");
    }
  }
}
