package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectingTest {
  private static final AuthenticationRequest SCRAM =
      new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"));

  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

  @Test
  void the_target_hears_the_accounts_role_and_the_clients_settings() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.PLAIN)
            .client(
                PostgresWorld.startUp(
                    2,
                    "user",
                    "reporting~token",
                    "database",
                    "shop/stock",
                    "options",
                    "-c geqo=off",
                    "application_name",
                    "psql"))
            .client(FrontendPrinter.password(PostgresWorld.ascii("ana-token")))
            .dialled(1);

    assertThat(stream.sentTo(1))
        .isEqualTo(
            PostgresWorld.startUp(
                2,
                "user",
                "report_ro",
                "database",
                "stock",
                "geqo",
                "off",
                "application_name",
                "psql"));
    Leaf.Admitted admitted = world.gate.ledger().leaves(Leaf.Admitted.class).getLast();
    assertThat(admitted.asked().label()).isEqualTo("connect shop/stock as reporting");
  }

  @Test
  void the_client_hears_what_the_server_says_and_a_key_of_ours() {
    ScriptedStream stream = world.ready();
    List<BackendMessage> shown = PostgresWorld.shown(stream);

    assertThat(shown.subList(1, 3))
        .containsExactly(
            new BackendMessage.Authentication(new AuthenticationRequest.Ok()),
            new BackendMessage.ParameterStatus(Slice.of("TimeZone"), Slice.of("UTC")));
    assertThat(shown.get(3))
        .isInstanceOfSatisfying(
            BackendMessage.BackendKeyData.class,
            key -> {
              assertThat(key.process()).isEqualTo(4242);
              assertThat(key.key().length()).isEqualTo(4);
              assertThat(key.key()).isNotEqualTo(Slice.of(PostgresWorld.KEY));
            });
    assertThat(shown.getLast())
        .isEqualTo(new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IDLE));
    assertThat(stream.timersSet()).isEmpty();
  }

  @Test
  void keys_are_long_in_protocol_3_2() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.PLAIN)
            .client(PostgresWorld.startUp(2, "user", "reporting~token", "database", "shop"))
            .client(FrontendPrinter.password(PostgresWorld.ascii("ana-token")))
            .dialled(1)
            .target(1, PostgresWorld.accepted());
    PostgresWorld.settled(stream);

    assertThat(PostgresWorld.shown(stream))
        .anySatisfy(message ->
            assertThat(message)
                .isInstanceOfSatisfying(
                    BackendMessage.BackendKeyData.class,
                    key -> assertThat(key.key().length()).isEqualTo(32)));
  }

  @Test
  void a_server_that_speaks_an_older_version_is_spoken_to_in_it() {
    BackendMessage older = new BackendMessage.NegotiateProtocolVersion(3 << 16, List.of());
    ScriptedStream stream =
        world
            .connect(PostgresWorld.PLAIN)
            .client(PostgresWorld.startUp(2, "user", "reporting~token", "database", "shop"))
            .client(FrontendPrinter.password(PostgresWorld.ascii("ana-token")))
            .dialled(1)
            .target(1, PostgresWorld.print(older))
            .target(1, PostgresWorld.accepted());
    PostgresWorld.settled(stream);

    assertThat(PostgresWorld.shown(stream))
        .doesNotContain(older)
        .last()
        .isInstanceOf(BackendMessage.ReadyForQuery.class);
    for (BackendMessage other :
        List.of(
            new BackendMessage.NegotiateProtocolVersion(4 << 16, List.of()),
            new BackendMessage.NegotiateProtocolVersion(3 << 16, List.of(Slice.of("_pq_.x"))))) {
      ScriptedStream hostile = world.proven().dialled(1).target(1, PostgresWorld.print(other));
      assertThat(PostgresWorld.error(hostile)).startsWith("08006");
      over(hostile);
    }
  }

  @Test
  void a_server_that_asks_for_no_proof_is_taken_only_where_that_is_said() {
    for (PostgresTarget.Passwords allowed : PostgresTarget.Passwords.values()) {
      world.passwords = allowed;
      ScriptedStream stream = world.proven().dialled(1).target(1, PostgresWorld.accepted());

      if (allowed == PostgresTarget.Passwords.NONE) {
        assertThat(stream.hungUp()).isFalse();
      } else {
        assertThat(PostgresWorld.error(stream)).startsWith("08006").contains("without asking");
        over(stream);
      }
    }
  }

  @Test
  void signs_in_by_scram_and_checks_the_servers_signature() {
    ScriptedStream stream = world.proven().dialled(1);
    ScramServer server = challenged(stream);
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
      challenged(stream);
      stream.target(1, answer);

      assertThat(PostgresWorld.error(stream)).startsWith("08006 target_failed");
      over(stream);
    }
  }

  @Test
  void a_server_may_not_accept_before_scram_has_ended() {
    ScriptedStream stream = world.proven().dialled(1).target(1, PostgresWorld.asks(SCRAM));
    stream.target(1, PostgresWorld.accepted());

    assertThat(PostgresWorld.error(stream)).startsWith("08006");
    over(stream);
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
    ScriptedStream stream = secured();
    stream.target(1, PostgresWorld.asks(new AuthenticationRequest.CleartextPassword()));

    assertThat(stream.sent().getLast().bytes())
        .isEqualTo(FrontendPrinter.password(PostgresWorld.ascii("pencil")));
  }

  @Test
  void the_target_is_asked_for_tls_before_anything_else() {
    world.encryption = PostgresTarget.Encryption.TLS;
    ScriptedStream stream = world.proven().dialled(1);

    assertThat(stream.sentTo(1)).isEqualTo(FrontendPrinter.print(new StartPacket.SslRequest()));
    stream.target(1, new byte[] {'S'});
    assertThat(stream.secured()).containsExactly(1);
    assertThat(stream.sent()).hasSize(1);
  }

  @Test
  void a_target_without_tls_or_with_bytes_before_it_is_not_spoken_to() {
    world.encryption = PostgresTarget.Encryption.TLS;
    for (byte[] answer :
        List.of(
            new byte[] {'N'},
            new byte[] {'E'},
            new byte[] {0},
            PostgresWorld.concat(new byte[] {'S'}, PostgresWorld.accepted()))) {
      ScriptedStream stream = world.proven().dialled(1).target(1, answer);

      assertThat(PostgresWorld.error(stream)).startsWith("08006");
      assertThat(stream.secured()).isEmpty();
      over(stream);
    }
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
    over(stream);
  }

  @Test
  void other_errors_of_the_target_are_told() {
    ScriptedStream full =
        world
            .proven()
            .dialled(1)
            .target(
                1,
                PostgresWorld.print(
                    new BackendMessage.ErrorResponse(
                        Report.of("FATAL", "53300", "too many connections"))));
    ScriptedStream missing = world.proven().dialled(1).target(1, PostgresWorld.accepted());
    missing.target(
        1,
        PostgresWorld.print(
            new BackendMessage.ErrorResponse(Report.of("FATAL", "3D000", "no such database"))));

    assertThat(PostgresWorld.error(full)).isEqualTo("53300 target_failed: too many connections");
    assertThat(PostgresWorld.error(missing)).isEqualTo("3D000 no such database");
    over(full);
    over(missing);
  }

  @Test
  void what_has_no_place_in_the_opening_ends_it() {
    List<byte[]> wrong = new ArrayList<>();
    wrong.add(PostgresWorld.print(new BackendMessage.CommandComplete(Slice.of("SELECT 1"))));
    wrong.add(PostgresWorld.print(new BackendMessage.RowDescription(List.of())));
    wrong.add(PostgresWorld.ascii("HTTP/1.1 400 Bad Request\r\n"));
    wrong.add(PostgresWorld.asks(new AuthenticationRequest.SaslContinue(Slice.of("r=x"))));
    wrong.add(
        PostgresWorld.asks(
            new AuthenticationRequest.Unsupported(AuthenticationRequest.Kind.GSS, Slice.EMPTY)));
    wrong.add(PostgresWorld.asks(new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-1", "PLAIN"))));
    for (byte[] answer : wrong) {
      ScriptedStream signingIn = world.proven().dialled(1).target(1, answer);
      ScriptedStream settling =
          world.proven().dialled(1).target(1, PostgresWorld.accepted()).target(1, answer);

      assertThat(PostgresWorld.error(signingIn)).startsWith("08006");
      assertThat(PostgresWorld.error(settling)).startsWith("08006");
      over(signingIn);
      over(settling);
    }
  }

  @Test
  void a_target_that_fails_at_any_step_leaves_nothing_open() {
    for (Event.Failure failure : Event.Failure.values()) {
      ScriptedStream dialling = world.proven().fails(1, failure);
      ScriptedStream signingIn = world.proven().dialled(1).fails(1, failure);
      ScriptedStream settling =
          world.proven().dialled(1).target(1, PostgresWorld.accepted()).fails(1, failure);
      ScriptedStream ended = world.proven().dialled(1).ends(1);
      for (ScriptedStream stream : List.of(dialling, signingIn, settling, ended)) {
        assertThat(PostgresWorld.error(stream)).startsWith("08006 target_failed");
        over(stream);
      }
    }
  }

  @Test
  void a_credential_that_cannot_be_had_is_told_without_its_name() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.PLAIN)
            .client(PostgresWorld.startUp(0, "user", "lost~token", "database", "shop"))
            .client(FrontendPrinter.password(PostgresWorld.ascii("ana-token")))
            .dialled(1);
    challenged(stream);
    for (int i = 1; i < PostgresLimits.DEFAULT.renewals().most(); i++) {
      stream.fire(PostgresSession.RENEWING);
    }

    assertThat(PostgresWorld.error(stream))
        .startsWith("08006")
        .contains("credential")
        .doesNotContain("no-such-credential");
    over(stream);
  }

  @Test
  void who_is_not_permitted_is_told_so_and_the_target_hears_nothing() {
    world.gate.replace(ScriptedPolicy.SHUT);
    ScriptedStream stream = world.proven();

    assertThat(PostgresWorld.error(stream)).startsWith("28000").contains(ScriptedPolicy.REASON);
    assertThat(stream.legs()).isEmpty();
    over(stream);
    assertThat(world.gate.ledger().leaves(Leaf.Refused.class)).hasSize(1);
  }

  @Test
  void an_unknown_target_or_account_is_refused_and_recorded() {
    for (String[] asked :
        List.of(
            new String[] {"reporting~token", "nowhere"}, new String[] {"nobody~token", "shop"})) {
      int before = world.gate.ledger().leaves(Leaf.Refused.class).size();
      ScriptedStream stream =
          world
              .connect(PostgresWorld.PLAIN)
              .client(PostgresWorld.startUp(0, "user", asked[0], "database", asked[1]))
              .client(FrontendPrinter.password(PostgresWorld.ascii("ana-token")));

      assertThat(PostgresWorld.error(stream)).startsWith("28000").contains("no such");
      assertThat(world.gate.ledger().leaves(Leaf.Refused.class)).hasSize(before + 1);
      over(stream);
    }
  }

  @Test
  void the_target_is_not_dialled_before_the_entry_is_durable_or_when_the_ledger_is_down() {
    world.gate.ledger().slow(true);
    ScriptedStream slow = world.proven();
    assertThat(slow.legs()).isEmpty();
    world.gate.ledger().settle();
    world.gate.turns();
    assertThat(slow.legs()).containsExactly(1);
    world.gate.ledger().slow(false);
    world.gate.ledger().fail(true);
    ScriptedStream down = world.proven();

    assertThat(PostgresWorld.error(down)).startsWith("58030");
    assertThat(down.legs()).isEmpty();
  }

  @Test
  void who_may_not_see_a_class_that_the_database_holds_is_not_let_in() {
    world.gate.replace(
        new ScriptedPolicy(
            operation -> true, part -> new Masking(List.of(), Masking.Unmapped.WITHHELD)));
    ScriptedStream stream = world.proven();

    assertThat(PostgresWorld.error(stream)).startsWith("28000").contains("class");
    assertThat(stream.legs()).isEmpty();
    over(stream);
  }

  @Test
  void a_lock_ends_an_opening_at_every_step() {
    for (int step = 0; step < 4; step++) {
      PostgresWorld fresh = new PostgresWorld(ScriptedPolicy.OPEN);
      ScriptedStream stream = fresh.proven();
      if (step > 0) {
        stream.dialled(1);
      }
      if (step > 1) {
        stream.target(1, PostgresWorld.accepted());
      }
      if (step > 2) {
        PostgresWorld.settled(stream);
      }
      fresh.gate.lock("ana");
      stream.ends(1);

      assertThat(PostgresWorld.error(stream)).startsWith("57P01").contains("locked");
      over(stream);
    }
  }

  @Test
  void a_client_that_leaves_at_any_step_leaves_nothing_open() {
    ScriptedStream dialling = world.proven().leave();
    ScriptedStream signingIn = world.proven().dialled(1).leave();
    ScriptedStream proving = world.proven().dialled(1).target(1, PostgresWorld.asks(SCRAM)).leave();

    for (ScriptedStream stream : List.of(dialling, signingIn, proving)) {
      assertThat(stream.cut()).containsExactly(1);
      over(stream);
    }
  }

  @Test
  void random_bytes_of_a_target_crash_nothing() {
    Random random = new Random(20_261_121);
    for (int round = 0; round < 2_000; round++) {
      ScriptedStream stream = world.proven().dialled(1);
      byte[] answer =
          PostgresWorld.concat(
              PostgresWorld.accepted(),
              PostgresWorld.print(new BackendMessage.BackendKeyData(1, Slice.of("key4"))),
              PostgresWorld.print(
                  new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IDLE)));
      answer[random.nextInt(answer.length)] = (byte) random.nextInt(256);
      stream.target(1, answer).ends(1);

      over(stream);
    }
  }

  private ScriptedStream secured() {
    return world
        .proven()
        .dialled(1)
        .target(1, new byte[] {'S'})
        .tell(new Event.LegSecured(1, PostgresWorld.NO_ALPN));
  }

  /** Lets the target ask for SCRAM and challenge; its side of the exchange. */
  private static ScramServer challenged(ScriptedStream stream) {
    stream.target(1, PostgresWorld.asks(SCRAM));
    ScramServer server = new ScramServer(stream.sent().getLast().bytes());
    stream.target(1, PostgresWorld.asks(new AuthenticationRequest.SaslContinue(server.first())));
    return server;
  }

  private static void over(ScriptedStream stream) {
    assertThat(stream.done()).isTrue();
    assertThat(stream.hungUp()).isTrue();
    assertThat(stream.legs()).isEmpty();
    assertThat(stream.open()).isEmpty();
  }
}
