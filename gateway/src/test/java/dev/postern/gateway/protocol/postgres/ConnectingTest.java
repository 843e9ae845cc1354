package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.ScriptedPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectingTest {
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
      PostgresWorld.over(hostile);
    }
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
      PostgresWorld.over(stream);
    }
  }
}
