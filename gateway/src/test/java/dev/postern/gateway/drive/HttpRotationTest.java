package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.Target;
import dev.postern.gateway.vault.FileStore;
import dev.postern.gateway.vault.LocalKey;
import dev.postern.gateway.vault.LocalVault;
import dev.postern.gateway.vault.SecretName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A token of an HTTP target changes there and in a vault, while requests go on. */
@Timeout(120)
class HttpRotationTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String NO =
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 4\r\n\r\nnope";
  private static final SecretName NAME = new SecretName("crm/token");
  private static final int ROTATIONS = 6;
  private static final int LOAD = 3;
  private static final int BETWEEN = 4;

  @TempDir private Path directory;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicLong executed = new AtomicLong();
  private LocalVault vault;
  private Map<String, SecretStore> stores = Map.of();

  @BeforeEach
  void made() throws IOException {
    LocalKey.generate(directory.resolve("key"), new SecureRandom());
    Path file = directory.resolve("secrets.vault");
    vault =
        new LocalVault(
            file, List.of(LocalKey.file(directory.resolve("key"))), LocalVault.Tools.usual());
    vault.create();
    stores = Map.of("local", new FileStore(file, vault));
    put("one-0");
    accepted.add("one-0");
  }

  private void put(String secret) throws IOException {
    put(NAME, secret);
  }

  private void put(SecretName name, String secret) throws IOException {
    vault.put(name, secret.getBytes(StandardCharsets.US_ASCII), 2);
  }

  private ScriptedTarget target() throws IOException {
    return new ScriptedTarget((wire, asked) -> {
      while (true) {
        String token = asked.next().field("authorization").replace("Bearer ", "");
        if (accepted.contains(token)) {
          executed.incrementAndGet();
          wire.send(OK);
        } else {
          wire.send(NO);
        }
      }
    });
  }

  private Rig rig(ScriptedTarget target, String path) throws IOException {
    boolean own = path.contains(CredentialSource.CALLER);
    Rig rig =
        new Rig(
            target,
            plan ->
                plan.target =
                    was -> own ? callers(Rig.bearer(was, "key")) : Rig.bearer(was, "key"));
    rig.leases.replace(
        Map.of(
            "key", new CredentialSource.Kept("local", path, Optional.empty(), OptionalInt.empty())),
        stores);
    return rig;
  }

  private static Target callers(Target was) {
    return new Target(
        was.name(),
        was.kind(),
        was.base(),
        was.authorities(),
        Optional.of(new CredentialSpec("key", "authorization", Optional.of("Bearer"), true)),
        was.record(),
        was.sessions(),
        was.origins(),
        was.times(),
        was.bounds());
  }

  @Test
  void no_request_fails_while_a_token_is_changed_under_load_and_none_runs_twice() throws Exception {
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicLong answered = new AtomicLong();
    ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    try (ScriptedTarget target = target();
        Rig rig = rig(target, "crm/token")) {
      List<Thread> load = new ArrayList<>();
      for (int i = 0; i < LOAD; i++) {
        load.add(Thread.ofVirtual().start(() -> load(rig, going, answered, failed)));
      }
      for (int turn = 1; turn <= ROTATIONS; turn++) {
        Lease before = rig.leases.lease("key").orElseThrow();
        String next = "one-" + turn;
        if (turn % 2 == 0) {
          // Both are good for a while; the gateway learns of the new one by itself.
          accepted.add(next);
          put(next);
          rig.leases.refresh();
          accepted.remove("one-" + (turn - 1));
        } else {
          // At once, and nobody tells the gateway.
          put(next);
          accepted.add(next);
          accepted.remove("one-" + (turn - 1));
        }
        long until = answered.get() + BETWEEN;
        while (failed.isEmpty() && answered.get() < until) {
          Thread.onSpinWait();
        }
        assertThat(failed).isEmpty();
        assertThat(before.use(secret -> {})).as("the old secret is held nowhere").isFalse();
      }
      going.set(false);
      for (Thread each : load) {
        each.join();
      }
      assertThat(failed).isEmpty();
      assertThat(executed).hasValue(answered.get());
    }
  }

  private static void load(
      Rig rig, AtomicBoolean going, AtomicLong answered, ConcurrentLinkedQueue<String> failed) {
    try (Wire client = rig.dial()) {
      while (going.get()) {
        Wire.Message reply = client.send(Rig.post("/", "x")).read();
        if (reply.status() == 200) {
          answered.incrementAndGet();
        } else {
          failed.add(reply.status() + " " + reply.body());
          return;
        }
      }
    } catch (IOException lost) {
      failed.add(String.valueOf(lost));
    }
  }

  @Test
  void a_target_that_refuses_the_token_for_good_is_heard_and_asked_no_more_often()
      throws Exception {
    try (ScriptedTarget target = target();
        Rig rig = rig(target, "crm/token");
        Wire client = rig.dial()) {
      accepted.clear();
      client.send(Rig.post("/", "x"));
      Wire.Message reply = client.read();
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.body()).isEqualTo("nope");
      // A young one may not have reached the target yet; so often, and no more.
      assertThat(target.requests).hasSize(6);
      assertThat(executed).hasValue(0);
    }
  }

  @Test
  void each_caller_has_a_token_of_their_own_and_nobody_has_another_ones() throws Exception {
    put(new SecretName("people/ana"), "anas");
    try (ScriptedTarget target = target();
        Rig rig = rig(target, "people/{person}");
        Wire client = rig.dial()) {
      accepted.add("anas");
      assertThat(client.send(Rig.post("/", "x")).read().status()).isEqualTo(200);
      vault.delete(new SecretName("people/ana"), OptionalInt.empty());
      rig.leases.refresh();
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("NO_CREDENTIAL");
      assertThat(target.requests).hasSize(1);
    }
  }
}
