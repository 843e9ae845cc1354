package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the gateway signs in at a database, and what it believes of one that asks it to. */
class TargetSignInTest {
  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

  @Test
  void a_server_that_asks_for_no_proof_is_taken_only_where_that_is_said() {
    for (PostgresTarget.Passwords allowed : PostgresTarget.Passwords.values()) {
      world.passwords = allowed;
      ScriptedStream stream = world.proven().dialled(1).target(1, PostgresWorld.accepted());

      if (allowed == PostgresTarget.Passwords.NONE) {
        assertThat(stream.hungUp()).isFalse();
      } else {
        assertThat(PostgresWorld.error(stream)).startsWith("08006").contains("without asking");
        PostgresWorld.over(stream);
      }
    }
  }

  @Test
  void signs_in_by_scram_and_checks_the_servers_signature() {
    ScriptedStream stream = world.proven().dialled(1);
    ScramServer server = PostgresWorld.challenged(stream);
    byte[] response = stream.sent().getLast().bytes();
    stream.target(
        1,
        PostgresWorld.asks(
            new AuthenticationRequest.SaslFinal(server.last(response, new byte[0]))));
    stream.target(1, PostgresWorld.accepted());
    PostgresWorld.settled(stream);

    assertThat(PostgresWorld.shown(stream)).last().isInstanceOf(BackendMessage.ReadyForQuery.class);
  }

  @Test
  void a_server_that_cannot_sign_or_does_not_is_not_spoken_to() {
    byte[] forged =
        PostgresWorld.asks(
            new AuthenticationRequest.SaslFinal(Slice.of("v=" + "A".repeat(43) + "=")));
    for (byte[] answer :
        List.of(
            forged,
            PostgresWorld.accepted(),
            PostgresWorld.asks(new AuthenticationRequest.SaslFinal(Slice.of("e=other-error"))),
            PostgresWorld.asks(new AuthenticationRequest.SaslContinue(Slice.of("r=x"))),
            PostgresWorld.asks(new AuthenticationRequest.CleartextPassword()))) {
      ScriptedStream stream = world.proven().dialled(1);
      PostgresWorld.challenged(stream);
      stream.target(1, answer);

      assertThat(PostgresWorld.error(stream)).startsWith("08006 target_failed");
      PostgresWorld.over(stream);
    }
  }

  @Test
  void a_server_may_not_accept_before_scram_has_ended() {
    ScriptedStream stream =
        world.proven().dialled(1).target(1, PostgresWorld.asks(PostgresWorld.SCRAM));
    stream.target(1, PostgresWorld.accepted());

    assertThat(PostgresWorld.error(stream)).startsWith("08006");
    PostgresWorld.over(stream);
  }

  @Test
  void md5_and_cleartext_are_answered_only_where_they_are_allowed() {
    AuthenticationRequest md5 =
        new AuthenticationRequest.Md5Password(Slice.of(new byte[] {1, 2, 3, 4}));
    AuthenticationRequest cleartext = new AuthenticationRequest.CleartextPassword();

    for (PostgresTarget.Passwords allowed : PostgresTarget.Passwords.values()) {
      world.passwords = allowed;
      ScriptedStream hashed = world.proven().dialled(1).target(1, PostgresWorld.asks(md5));
      ScriptedStream plain = world.proven().dialled(1).target(1, PostgresWorld.asks(cleartext));
      assertThat(hashed.done()).isEqualTo(allowed == PostgresTarget.Passwords.SCRAM);
      // Allowed or not, a password does not go where everybody can read it.
      assertThat(plain.done()).isTrue();
      assertThat(new String(plain.sentTo(1), StandardCharsets.ISO_8859_1)).doesNotContain("pencil");
    }
  }

  @Test
  void a_password_goes_in_the_clear_inside_tls_where_that_is_allowed() {
    world.encryption = PostgresTarget.Encryption.TLS;
    world.passwords = PostgresTarget.Passwords.CLEARTEXT;
    ScriptedStream stream = world.secured();
    stream.target(1, PostgresWorld.asks(new AuthenticationRequest.CleartextPassword()));

    assertThat(stream.sent().getLast().bytes())
        .isEqualTo(FrontendPrinter.password(PostgresWorld.ascii("pencil")));
  }

  @Test
  void a_targets_words_about_our_sign_in_are_not_shown() {
    ScriptedStream stream =
        world
            .proven()
            .dialled(1)
            .target(
                1,
                PostgresWorld.print(
                    new BackendMessage.ErrorResponse(
                        Report.of(
                            "FATAL",
                            "28P01",
                            "password authentication failed for user \"report_ro\""))));

    assertThat(PostgresWorld.error(stream)).contains("did not accept").doesNotContain("report_ro");
    PostgresWorld.over(stream);
  }

  @Test
  void a_credential_that_cannot_be_had_is_told_without_its_name() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.PLAIN)
            .client(PostgresWorld.startUp(0, "user", "lost~token", "database", "shop"))
            .client(FrontendPrinter.password(PostgresWorld.ascii("ana-token")))
            .dialled(1);
    PostgresWorld.challenged(stream);
    for (int i = 1; i < PostgresLimits.DEFAULT.renewals().most(); i++) {
      stream.fire(PostgresSession.RENEWING);
    }

    assertThat(PostgresWorld.error(stream))
        .startsWith("08006")
        .contains("credential")
        .doesNotContain("no-such-credential");
    PostgresWorld.over(stream);
  }
}
