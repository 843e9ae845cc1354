package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One target's credential goes to that target and to no other, and what was admitted for a server
 * reaches that server or none.
 */
@Timeout(60)
class TwoTargetsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path directory;

  @BeforeEach
  void two_secrets() throws IOException {
    Files.writeString(directory.resolve("stub"), "secret-of-stub\n");
    Files.writeString(directory.resolve("other"), "secret-of-other\n");
  }

  @Test
  void two_targets_on_one_address_share_no_credential_and_no_connection() throws IOException {
    try (ScriptedTarget both = ScriptedTarget.always(OK);
        Rig rig = rig(both, both.uri());
        Wire client = rig.dial()) {
      for (String path : new String[] {"/a", "/other/b", "/c", "/other/d"}) {
        assertThat(client.send(Rig.post(path, "x")).read().status()).isEqualTo(200);
      }

      assertThat(both.requests)
          .extracting(request -> request.field("authorization"))
          .containsExactly(
              "Bearer secret-of-stub",
              "Bearer secret-of-other",
              "Bearer secret-of-stub",
              "Bearer secret-of-other");
      assertThat(both.connections).hasValue(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
        "305 Use Proxy",
        "401 Unauthorized",
        "421 Misdirected Request",
        "200 OK"
      })
  void nothing_that_a_target_answers_leads_its_credential_to_another(String status)
      throws IOException {
    try (ScriptedTarget other = ScriptedTarget.always(OK);
        ScriptedTarget target =
            ScriptedTarget.always(
                "HTTP/1.1 "
                    + status
                    + "\r\nLocation: "
                    + other.uri()
                    + "/x\r\nContent-Location: "
                    + other.uri()
                    + "\r\nAlt-Svc: http/1.1=\""
                    + other.uri().getAuthority()
                    + "\"\r\nRefresh: 0; url="
                    + other.uri()
                    + "\r\nWWW-Authenticate: Bearer resource_metadata=\""
                    + other.uri()
                    + "\"\r\nContent-Length: 0\r\n\r\n");
        Rig rig = rig(target, other.uri());
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x")).read();
      client.send(Rig.post("/", "x")).read();

      assertThat(other.connections).hasValue(0);
      assertThat(target.requests)
          // A young credential may not have reached its target yet: five times more, each.
          .hasSize(status.startsWith("401") ? 12 : 2)
          .allSatisfy(request ->
              assertThat(request.field("authorization")).isEqualTo("Bearer secret-of-stub"));
    }
  }

  @Test
  void targets_that_change_places_in_a_reload_take_their_own_credentials_along()
      throws IOException {
    try (ScriptedTarget one = ScriptedTarget.always(OK);
        ScriptedTarget two = ScriptedTarget.always(OK);
        Rig rig = rig(one, two.uri());
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x")).read();
      client.send(Rig.post("/other", "x")).read();
      one.requests.clear();
      two.requests.clear();
      rig.reload(at("stub", two.uri(), "stub"), at("other", one.uri(), "other"));
      client.send(Rig.post("/", "x")).read();
      client.send(Rig.post("/other", "x")).read();

      assertThat(two.requests.remove().field("authorization")).isEqualTo("Bearer secret-of-stub");
      assertThat(one.requests.remove().field("authorization")).isEqualTo("Bearer secret-of-other");
      assertThat(one.requests).isEmpty();
      assertThat(two.requests).isEmpty();
      assertThat(one.connections).hasValue(2);
    }
  }

  @Test
  void a_target_that_is_given_another_credential_leaves_the_old_ones_connections_alone()
      throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = rig(target, target.uri());
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x")).read();
      rig.reload(at("stub", target.uri(), "other"));
      client.send(Rig.post("/", "x")).read();

      assertThat(target.requests)
          .extracting(request -> request.field("authorization"))
          .containsExactly("Bearer secret-of-stub", "Bearer secret-of-other");
      assertThat(target.connections).hasValue(2);
    }
  }

  @Test
  void what_was_admitted_before_a_target_moved_goes_to_the_server_that_it_was_admitted_for()
      throws IOException {
    CountDownLatch moved = new CountDownLatch(1);
    try (ScriptedTarget before = ScriptedTarget.always(OK);
        ScriptedTarget after = ScriptedTarget.always(OK);
        Rig rig = held(before, moved);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));
      admitted(rig);
      rig.plane.prepare(List.of(at("stub", after.uri(), "stub")), List.of(), 2).run();
      moved.countDown();

      assertThat(client.read().status()).isEqualTo(200);
      assertThat(before.requests).hasSize(1);
      assertThat(after.connections).hasValue(0);
    }
  }

  @Test
  void what_was_admitted_before_a_reload_moved_its_target_is_not_sent_at_all() throws IOException {
    CountDownLatch moved = new CountDownLatch(1);
    try (ScriptedTarget before = ScriptedTarget.always(OK);
        ScriptedTarget after = ScriptedTarget.always(OK);
        Rig rig = held(before, moved);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));
      admitted(rig);
      rig.reload(at("stub", after.uri(), "stub"));
      moved.countDown();

      assertThat(client.rest()).isEmpty();
      assertThat(before.connections).hasValue(0);
      assertThat(after.connections).hasValue(0);
    }
  }

  @Test
  void the_secret_of_a_successor_never_goes_to_the_server_before_it() throws IOException {
    CountDownLatch moved = new CountDownLatch(1);
    try (ScriptedTarget before = ScriptedTarget.always(OK);
        ScriptedTarget after = ScriptedTarget.always(OK);
        Rig rig = held(before, moved);
        Wire client = rig.dial()) {
      client.send(Rig.post("/", "x"));
      admitted(rig);
      rig.plane.prepare(List.of(at("stub", after.uri(), "stub")), List.of(), 2).run();
      rig.leases.replace(Map.of("stub", new CredentialSource.SecretFile(file("other"))));
      moved.countDown();

      assertThat(client.read().body()).isEqualTo("NO_CREDENTIAL");
      assertThat(before.requests).isEmpty();
      assertThat(after.connections).hasValue(0);
    }
  }

  /** Waits until the operation was admitted: its entry is in the ledger. */
  private static void admitted(Rig rig) {
    Awaiting.until(() -> !rig.ledger.leaves(Leaf.Admitted.class).isEmpty());
  }

  /** A rig whose sessions keep a passage back until they may go on. */
  private Rig held(ScriptedTarget target, CountDownLatch until) throws IOException {
    return new Rig(
        target,
        plan -> {
          plan.credentials = credentials();
          plan.target = was -> at("stub", was.base(), "stub");
          plan.sessions =
              Optional.of(
                  rig -> new Held(new RelaySession(rig::describe, rig.heard), until::await));
        });
  }

  private Rig rig(ScriptedTarget target, URI other) throws IOException {
    return new Rig(
        target,
        plan -> {
          plan.credentials = credentials();
          plan.target = was -> at("stub", was.base(), "stub");
          plan.other = Optional.of(at("other", other, "other"));
        });
  }

  private Map<String, CredentialSource> credentials() {
    return Map.of(
        "stub", new CredentialSource.SecretFile(file("stub")),
        "other", new CredentialSource.SecretFile(file("other")));
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private static Target at(String name, URI base, String credential) {
    return Rig.bearer(Target.at(name, "stub", base), credential);
  }

  private interface Until {
    void await() throws InterruptedException;
  }

  /** Keeps a passage from a session until it may have it. */
  private record Held(Session session, Until until) implements Session {
    /** What was kept back. */
    private record Kept(Event.Decided decided) implements Note {}

    @Override
    public void step(Event event, Consumer<Command> out) {
      if (event instanceof Event.Decided decided && decided.verdict() instanceof Passage) {
        out.accept(
            new Command.Offload(() -> {
              until.await();
              return new Kept(decided);
            }));
      } else if (event instanceof Event.WorkDone done
          && done.note().orElseThrow() instanceof Kept(Event.Decided decided)) {
        session.step(decided, out);
      } else {
        session.step(event, out);
      }
    }
  }
}
