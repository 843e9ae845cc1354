package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.drive.TestCertificate;
import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.gateway.session.Secured;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that present a certificate; the world knows one of them, by its subject. */
class ClientCertificateTest {
  private static final PostgresDoor DOOR =
      new PostgresDoor(
          "postgres://gate.test",
          PostgresDoor.Encryption.REQUIRED,
          Optional.of(PostgresWorld.OAUTH),
          true,
          Optional.empty());
  private static final BackendMessage BEARER =
      new BackendMessage.Authentication(new AuthenticationRequest.Sasl(List.of("OAUTHBEARER")));
  private static Secured with = PostgresWorld.ALPN;

  @TempDir private static Path folder;

  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

  @BeforeAll
  static void certificate() throws Exception {
    with =
        new Secured(
            Optional.of("postgresql"),
            List.of(new TestCertificate(folder, "dns:client.test").certificate()),
            Optional.empty());
  }

  @Test
  void a_certificate_opens_the_way_and_its_owner_is_asked_for_nothing() {
    world.knows("certificate of CN=test", ScriptedGate.signIn("ana"));
    ScriptedStream stream = asks(DOOR, with, "reporting");

    assertThat(PostgresWorld.shown(stream)).isEmpty();
    assertThat(stream.legs()).containsExactly(1);
    PostgresWorld.settled(stream.dialled(1).target(1, PostgresWorld.accepted()));
    assertThat(PostgresWorld.shown(stream).getFirst())
        .isEqualTo(new BackendMessage.Authentication(new AuthenticationRequest.Ok()));
  }

  @Test
  void a_certificate_that_proves_nobody_is_refused_and_not_asked_for_a_token_instead() {
    ScriptedStream stream = asks(DOOR, with, "reporting");

    assertThat(PostgresWorld.shown(stream)).hasSize(1);
    assertThat(PostgresWorld.error(stream))
        .isEqualTo("28000 sign-in failed for user \"reporting\"");
    assertThat(stream.legs()).isEmpty();
    assertThat(stream.done()).isTrue();
  }

  @Test
  void who_presents_none_is_asked_for_a_token() {
    assertThat(PostgresWorld.shown(asks(DOOR, PostgresWorld.ALPN, "reporting")))
        .containsExactly(BEARER);
  }

  @Test
  void where_certificates_say_of_nobody_who_it_is_one_makes_no_difference() {
    world.knows("certificate of CN=test", ScriptedGate.signIn("ana"));
    assertThat(PostgresWorld.shown(asks(PostgresWorld.REQUIRED, with, "reporting")))
        .containsExactly(BEARER);
  }

  @Test
  void other_ways_of_signing_in_are_not_overtaken_by_a_certificate() {
    world.knows("certificate of CN=test", ScriptedGate.signIn("ana"));
    ScriptedStream token = asks(DOOR, with, "reporting~token");
    assertThat(PostgresWorld.shown(token))
        .containsExactly(
            new BackendMessage.Authentication(new AuthenticationRequest.CleartextPassword()));
    token.client(FrontendPrinter.password(PostgresWorld.ascii("stranger")));
    assertThat(PostgresWorld.error(token)).startsWith("28P01");

    ScriptedStream key = asks(DOOR, with, "reporting~aaaaaaaaaaaaaaaa");
    assertThat(PostgresWorld.shown(key))
        .containsExactly(
            new BackendMessage.Authentication(
                new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256"))));
    assertThat(token.legs()).isEmpty();
    assertThat(key.legs()).isEmpty();
  }

  @Test
  void nothing_may_come_before_the_session_is_open() {
    world.knows("certificate of CN=test", ScriptedGate.signIn("ana"));
    byte[] query = FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1")));
    byte[] startUp = PostgresWorld.startUp(2, "user", "reporting", "database", "shop");
    ScriptedStream together =
        world.connect(DOOR, Optional.of(with)).client(PostgresWorld.concat(startUp, query));
    ScriptedStream second = asks(DOOR, with, "reporting").client(startUp);

    for (ScriptedStream stream : List.of(together, second)) {
      assertThat(PostgresWorld.error(stream)).startsWith("08P01");
      assertThat(stream.sentTo(1)).isEmpty();
      assertThat(stream.open()).isEmpty();
      assertThat(stream.done()).isTrue();
    }
  }

  private ScriptedStream asks(PostgresDoor door, Secured tls, String user) {
    return world
        .connect(door, Optional.of(tls))
        .client(PostgresWorld.startUp(2, "user", user, "database", "shop"));
  }
}
