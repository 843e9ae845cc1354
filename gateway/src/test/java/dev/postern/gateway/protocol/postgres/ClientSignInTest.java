package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.testkit.ScriptedPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientSignInTest {
  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

  @Test
  void a_token_as_password_opens_the_way_to_the_target() {
    ScriptedStream stream = world.proven();

    assertThat(PostgresWorld.shown(stream))
        .containsExactly(
            new BackendMessage.Authentication(new AuthenticationRequest.CleartextPassword()));
    assertThat(stream.tokens()).containsExactly("ana-token");
    assertThat(stream.legs()).containsExactly(1);
  }

  @Test
  void a_token_by_oauthbearer_opens_the_way_to_the_target() {
    ScriptedStream stream = bearer("n,,\u0001auth=Bearer ana-token\u0001\u0001");

    assertThat(PostgresWorld.shown(stream))
        .containsExactly(
            new BackendMessage.Authentication(
                new AuthenticationRequest.Sasl(List.of("OAUTHBEARER"))));
    assertThat(stream.tokens()).containsExactly("ana-token");
    assertThat(stream.legs()).containsExactly(1);
  }

  @Test
  void a_client_without_a_token_is_told_where_to_get_one() {
    ScriptedStream stream = bearer("n,,\u0001auth=\u0001\u0001");

    assertThat(PostgresWorld.shown(stream))
        .last()
        .isEqualTo(
            new BackendMessage.Authentication(
                new AuthenticationRequest.SaslContinue(
                    Slice.of(
                        "{\"status\":\"invalid_token\",\"openid-configuration\":"
                            + "\"https://issuer.test/.well-known/openid-configuration\","
                            + "\"scope\":\"openid db\"}"))));
    assertThat(stream.tokens()).isEmpty();
    stream.client(FrontendPrinter.saslResponse(Slice.of("\u0001")));
    assertThat(PostgresWorld.error(stream))
        .isEqualTo("28000 sign-in failed for user \"reporting\"");
    assertThat(stream.done()).isTrue();
  }

  @Test
  void a_refused_bearer_token_gets_the_same_answer() {
    ScriptedStream stream = bearer("n,,\u0001auth=Bearer stranger\u0001\u0001");
    stream.client(FrontendPrinter.saslResponse(Slice.of("\u0001")));

    assertThat(PostgresWorld.error(stream))
        .isEqualTo("28000 sign-in failed for user \"reporting\"");
    assertThat(stream.legs()).isEmpty();
  }

  @Test
  void all_reasons_have_one_text() {
    List<String> told = new ArrayList<>();
    for (String database : List.of("shop", "shop/other", "nowhere")) {
      for (String token : List.of("stranger", "", "ana-token ")) {
        ScriptedStream stream =
            world
                .connect(PostgresWorld.PLAIN)
                .client(PostgresWorld.startUp(0, "user", "x~token", "database", database))
                .client(FrontendPrinter.password(PostgresWorld.ascii(token)));
        told.add(PostgresWorld.error(stream));
        assertThat(stream.done()).isTrue();
      }
    }

    assertThat(told).containsOnly("28P01 sign-in failed for user \"x\"");
  }

  @Test
  void what_is_offered_does_not_depend_on_who_exists() {
    List<List<BackendMessage>> offers = new ArrayList<>();
    for (String account : List.of("reporting", "nobody")) {
      for (String database : List.of("shop", "nowhere")) {
        offers.add(
            PostgresWorld.shown(
                world
                    .connect(PostgresWorld.REQUIRED, Optional.of(PostgresWorld.ALPN))
                    .client(PostgresWorld.startUp(0, "user", account, "database", database))));
      }
    }

    assertThat(offers)
        .containsOnly(
            List.of(
                new BackendMessage.Authentication(
                    new AuthenticationRequest.Sasl(List.of("OAUTHBEARER")))));
  }

  @Test
  void oauthbearer_is_not_offered_in_the_clear() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.OFFERED)
            .client(PostgresWorld.startUp(0, "user", "reporting", "database", "shop"));

    assertThat(PostgresWorld.error(stream)).startsWith("28000").contains("\"reporting~token\"");
    assertThat(stream.done()).isTrue();
  }

  @Test
  void whoever_finds_no_room_is_told_so() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.PLAIN)
            .client(PostgresWorld.startUp(0, "user", "x~token", "database", "shop"))
            .client(FrontendPrinter.password(PostgresWorld.ascii("busy")));

    assertThat(PostgresWorld.error(stream)).startsWith("53300");
  }

  @Test
  void a_message_out_of_order_ends_the_connection() {
    for (byte[] wrong :
        List.of(
            FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1"))),
            FrontendPrinter.print(new FrontendMessage.Terminate()),
            FrontendPrinter.print(new FrontendMessage.Sync()),
            new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47})) {
      ScriptedStream stream =
          world
              .connect(PostgresWorld.PLAIN)
              .client(PostgresWorld.startUp(0, "user", "x~token", "database", "shop"))
              .client(wrong);

      assertThat(PostgresWorld.error(stream)).startsWith("08P01");
      assertThat(stream.done()).isTrue();
    }
  }

  @Test
  void nothing_may_follow_a_proof_before_the_session_is_open() {
    byte[] password = FrontendPrinter.password(PostgresWorld.ascii("ana-token"));
    byte[] query = FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1")));
    ScriptedStream together =
        world
            .connect(PostgresWorld.PLAIN)
            .client(PostgresWorld.startUp(0, "user", "reporting~token", "database", "shop"))
            .client(PostgresWorld.concat(password, query));
    ScriptedStream later = world.proven().client(password);

    for (ScriptedStream stream : List.of(together, later)) {
      assertThat(PostgresWorld.error(stream)).startsWith("08P01");
      assertThat(stream.sentTo(1)).isEmpty();
      assertThat(stream.done()).isTrue();
      assertThat(stream.open()).isEmpty();
    }
  }

  @Test
  void bearer_messages_of_another_form_end_the_connection() {
    for (String message :
        List.of(
            "",
            "n,,",
            "n,,\u0001",
            "n,,\u0001\u0001",
            "p=tls-unique,,\u0001auth=Bearer x\u0001\u0001",
            "n,a=eve,\u0001auth=Bearer x\u0001\u0001",
            "n,,\u0001auth=Basic eA==\u0001\u0001",
            "n,,\u0001auth=Bearer x\u0001auth=Bearer y\u0001\u0001",
            "n,,\u0001auth=Bearer x y\u0001\u0001",
            "n,,\u0001auth=Bearer x\u0001",
            "n,,\u0001auth=Bearer x\u0001\u0001\u0001",
            "n,,\u0001host=h\u0001\u0001")) {
      ScriptedStream stream = bearer(message);

      assertThat(PostgresWorld.error(stream)).as(message).startsWith("08P01");
      assertThat(stream.tokens()).isEmpty();
    }
    assertThat(
            bearer("y,,\u0001host=h\u0001port=1\u0001auth=bearer  ana-token\u0001\u0001").tokens())
        .containsExactly("ana-token");
  }

  @Test
  void another_mechanism_than_the_offered_ends_the_connection() {
    ScriptedStream stream = asking();
    stream.client(
        FrontendPrinter.saslInitial(
            new Proof.SaslInitial("PLAIN", Optional.of(Slice.of("\u0000a\u0000b")))));

    assertThat(PostgresWorld.error(stream)).startsWith("08P01");
  }

  @Test
  void a_client_that_leaves_while_its_proof_is_looked_at_leaves_nothing() {
    ScriptedStream stream = world.proven();
    stream.leave();

    assertThat(stream.done()).isTrue();
    assertThat(stream.open()).isEmpty();
    assertThat(world.proven().tell(new Event.Drain()).done()).isTrue();
  }

  private ScriptedStream asking() {
    return world
        .connect(PostgresWorld.REQUIRED, Optional.of(PostgresWorld.ALPN))
        .client(PostgresWorld.startUp(2, "user", "reporting", "database", "shop"));
  }

  private ScriptedStream bearer(String message) {
    return asking()
        .client(
            FrontendPrinter.saslInitial(
                new Proof.SaslInitial("OAUTHBEARER", Optional.of(Slice.of(message)))));
  }
}
