package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.Prover;
import dev.postern.gateway.target.StreamTarget.Account;
import dev.postern.gateway.target.StreamTarget.Proof;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A prover sees a lease's secret off the loop, and nothing of it stays behind. */
@Timeout(60)
class ProvingTest {
  private static final TestWords WORDS = new TestWords();

  @TempDir private Path directory;
  private final AtomicReference<byte[]> seen = new AtomicReference<>(new byte[0]);
  private final AtomicReference<ByteBuffer> made = new AtomicReference<>(ByteBuffer.allocate(0));
  private final AtomicReference<Thread> on = new AtomicReference<>(Thread.currentThread());

  /** What the prover found out. */
  private record Length(int octets) implements Note {}

  private Prover.Proof reversed(byte[] secret) {
    seen.set(secret);
    on.set(Thread.currentThread());
    byte[] frame = new byte[secret.length];
    for (int i = 0; i < secret.length; i++) {
      frame[i] = secret[secret.length - 1 - i];
    }
    made.set(ByteBuffer.wrap(frame));
    return new Prover.Proof(made.get(), new Length(secret.length));
  }

  private StreamRig proving(ScriptedTarget target, String credential, Prover prover)
      throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "s3cret-one\n");
    return new StreamRig(
        target,
        plan -> {
          CredentialSource source = new CredentialSource.SecretFile(file);
          plan.credentials = Map.of("key", source, "another's", source);
          plan.accounts = Map.of("one", new Account("role", new Proof.Secret("key")));
          AtomicReference<Event.Decided> decided = new AtomicReference<>();
          plan.sessions =
              StreamRig.scripted((event, out) -> {
                StreamTest.opening(
                        (passage, then) -> then.accept(new Command.Dial(1, passage, false)))
                    .on(event, out);
                switch (event) {
                  case Event.Decided now -> decided.set(now);
                  case Event.Dialled dialled ->
                      out.accept(
                          new Command.ProveTo(
                              1,
                              (dev.postern.kernel.gate.Passage) decided.get().verdict(),
                              credential,
                              prover));
                  case Event.Proved(int leg, Length(int octets)) -> {
                    out.accept(new Command.Show(WORDS.text("proved " + octets)));
                    out.accept(new Command.HangUp());
                  }
                  case Event.LegFailed failed -> {
                    out.accept(new Command.Show(WORDS.text(failed.failure().toString())));
                    out.accept(new Command.HangUp());
                  }
                  default -> {}
                }
              });
        });
  }

  @Test
  void the_proof_reaches_the_target_and_the_secret_stays_nowhere() throws Exception {
    AtomicReference<String> got = new AtomicReference<>("");
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> got.set(wire.octets("s3cret-one".length())));
        StreamRig streams = proving(target, "key", this::reversed);
        Wire client = streams.dial()) {
      assertThat(client.send("x").rest()).isEqualTo("proved 10");
      Awaiting.until(() -> !got.get().isEmpty());
      assertThat(got.get()).isEqualTo("eno-terc3s");
      assertThat(seen.get()).containsOnly(0).hasSize(10);
      assertThat(made.get().array()).containsOnly(0);
      assertThat(on.get().isVirtual()).isTrue();
      assertThat(streams.rig.heard.toString()).doesNotContain("s3cret").doesNotContain("terc3s");
    }
  }

  @Test
  void a_credential_that_cannot_be_had_fails_the_leg() throws Exception {
    try (ScriptedTarget target = new ScriptedTarget((wire, asked) -> wire.rest());
        StreamRig streams = proving(target, "other", this::reversed);
        Wire client = streams.dial()) {
      assertThat(client.send("x").rest()).isEqualTo("NO_CREDENTIAL");
      assertThat(seen.get()).isEmpty();
    }
  }

  @Test
  void a_lease_that_ends_before_it_is_used_is_followed_by_the_next() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "one\n");
    try (Leases leases = new Leases(Map.of("key", new CredentialSource.SecretFile(file)))) {
      AtomicReference<Optional<Lease>> looked = new AtomicReference<>(leases.lease("key"));
      Files.writeString(file, "the-next\n");
      leases.refresh();
      Note made = new Proving(() -> looked.getAndSet(leases.lease("key")), this::reversed).run();

      assertThat(made)
          .isInstanceOfSatisfying(
              Proving.Made.class,
              proof -> {
                assertThat(proof.by()).isSameAs(leases.lease("key").orElseThrow());
                assertThat(proof.proof().outcome()).isEqualTo(new Length("the-next".length()));
              });
    }
  }

  @Test
  void a_credential_is_read_again_where_it_comes_from() throws Exception {
    Path file = Files.writeString(directory.resolve("secret"), "one\n");
    try (Leases leases = new Leases(Map.of("key", new CredentialSource.SecretFile(file)))) {
      Optional<Lease> used = leases.lease("key");
      Renewing renewing = new Renewing(() -> leases.refresh("key"), used);

      assertThat(renewing.run()).isEqualTo(new Renewing.Read(Event.Renewal.RECENT));
      Files.writeString(file, "two\n");
      assertThat(renewing.run()).isEqualTo(new Renewing.Read(Event.Renewal.ANOTHER));
      assertThat(used.orElseThrow().use(secret -> {})).isFalse();
      Files.delete(file);
      assertThat(renewing.run()).isEqualTo(new Renewing.Read(Event.Renewal.SAME));
    }
  }

  @Test
  void a_credential_of_another_target_is_not_shown() throws Exception {
    try (ScriptedTarget target = new ScriptedTarget((wire, asked) -> wire.rest());
        StreamRig streams = proving(target, "another's", this::reversed);
        Wire client = streams.dial()) {
      assertThat(streams.rig.leases.lease("another's")).isPresent();
      assertThat(client.send("x").rest()).isEqualTo("NO_CREDENTIAL");
      assertThat(seen.get()).isEmpty();
    }
  }

  @Test
  void a_prover_that_fails_sends_nothing_and_its_secret_is_overwritten() throws Exception {
    AtomicReference<String> got = new AtomicReference<>("?");
    try (ScriptedTarget target = new ScriptedTarget((wire, asked) -> got.set(wire.rest()));
        StreamRig streams =
            proving(
                target,
                "key",
                secret -> {
                  seen.set(secret);
                  throw new IllegalArgumentException(
                      "for " + new String(secret, StandardCharsets.ISO_8859_1));
                });
        Wire client = streams.dial()) {
      assertThat(client.send("x").rest()).isEqualTo("NO_CREDENTIAL");
      assertThat(seen.get()).containsOnly(0);
      Awaiting.until(() -> got.get().isEmpty());
    }
  }
}
