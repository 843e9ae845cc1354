package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.gateway.session.Secured;
import dev.postern.testkit.ScriptedPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GreetingTest {
  private static final byte[] SSL = FrontendPrinter.print(new StartPacket.SslRequest());
  private static final byte[] GSS = FrontendPrinter.print(new StartPacket.GssEncRequest());
  private static final byte[] START =
      PostgresWorld.startUp(0, "user", "reporting~token", "database", "shop");

  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

  @Test
  void tls_begins_when_it_is_asked_for_and_the_client_has_said_nothing_more() {
    ScriptedStream stream = world.connect(PostgresWorld.REQUIRED).client(SSL);

    assertThat(stream.shown()).isEqualTo(new byte[] {'S'});
    assertThat(stream.secured()).containsExactly(0);
    stream.tell(new Event.ClientSecured(PostgresWorld.NO_ALPN)).client(START);
    assertThat(stream.shown())
        .endsWith(PostgresWorld.asks(new AuthenticationRequest.CleartextPassword()));
  }

  @Test
  void bytes_sent_before_tls_are_refused() {
    for (byte[] injected : List.of(START, new byte[] {0}, SSL)) {
      ScriptedStream stream =
          world.connect(PostgresWorld.REQUIRED).client(PostgresWorld.concat(SSL, injected));

      assertThat(PostgresWorld.error(stream)).startsWith("08P01");
      assertThat(stream.secured()).isEmpty();
      assertThat(stream.done()).isTrue();
    }
  }

  @Test
  void plaintext_is_refused_unless_it_is_configured() {
    assertThat(PostgresWorld.error(world.connect(PostgresWorld.REQUIRED).client(START)))
        .startsWith("28000");
    assertThat(PostgresWorld.error(world.connect(PostgresWorld.REQUIRED).client(GSS).client(START)))
        .startsWith("28000");
    assertThat(PostgresWorld.error(world.connect(PostgresWorld.OFFERED).client(START)))
        .isEqualTo("no error");
    ScriptedStream plain = world.connect(PostgresWorld.PLAIN).client(SSL).client(START);
    assertThat(plain.shown()[0]).isEqualTo((byte) 'N');
    assertThat(plain.done()).isFalse();
  }

  @Test
  void tls_from_the_first_byte_needs_the_protocols_name() {
    ScriptedStream named =
        world.connect(PostgresWorld.REQUIRED, Optional.of(PostgresWorld.ALPN)).client(START);
    Secured http = new Secured(Optional.of("http/1.1"), List.of(), Optional.empty());

    assertThat(PostgresWorld.error(named)).isEqualTo("no error");
    assertThat(named.done()).isFalse();
    for (Secured other : List.of(PostgresWorld.NO_ALPN, http)) {
      ScriptedStream stream = world.connect(PostgresWorld.REQUIRED, Optional.of(other));
      assertThat(PostgresWorld.error(stream)).startsWith("08P01");
      assertThat(stream.done()).isTrue();
    }
    ScriptedStream asked = world.connect(PostgresWorld.REQUIRED).client(SSL);
    assertThat(PostgresWorld.error(asked.tell(new Event.ClientSecured(http)))).startsWith("08P01");
  }

  @Test
  void a_request_out_of_place_ends_the_connection() {
    List<List<byte[]>> orders =
        List.of(List.of(SSL, SSL), List.of(GSS, GSS), List.of(GSS, SSL, SSL));
    for (List<byte[]> order : orders) {
      ScriptedStream stream = world.connect(PostgresWorld.PLAIN);
      order.forEach(stream::client);

      assertThat(PostgresWorld.error(stream)).startsWith("08P01");
      assertThat(stream.done()).isTrue();
    }
    for (byte[] again : List.of(SSL, GSS)) {
      ScriptedStream inside =
          world.connect(PostgresWorld.REQUIRED, Optional.of(PostgresWorld.ALPN)).client(again);
      assertThat(inside.done()).isTrue();
    }
  }

  @Test
  void a_second_start_up_message_ends_the_connection() {
    ScriptedStream stream = world.connect(PostgresWorld.PLAIN).client(START).client(START);

    assertThat(PostgresWorld.error(stream)).startsWith("08P01");
    assertThat(stream.done()).isTrue();
    assertThat(stream.tokens()).isEmpty();
  }

  @Test
  void refuses_what_start_up_may_not_ask_with_a_clear_text() {
    assertThat(startUp("user", "a", "database", "shop", "role", "postgres"))
        .isEqualTo("42704 the parameter \"role\" is not one that clients may set here at start-up");
    assertThat(startUp("user", "a", "database", "shop", "replication", "database"))
        .isEqualTo("0A000 replication does not pass this gateway");
    assertThat(startUp("user", "a")).startsWith("3D000");
  }

  @Test
  void a_newer_version_and_unknown_options_are_negotiated_before_sign_in() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.PLAIN)
            .client(
                PostgresWorld.startUp(
                    9_999, "user", "a~token", "database", "shop", "_pq_.grease", "1"));

    assertThat(PostgresWorld.shown(stream))
        .containsExactly(
            new BackendMessage.NegotiateProtocolVersion(
                3 << 16 | 2, List.of(Slice.of("_pq_.grease"))),
            new BackendMessage.Authentication(new AuthenticationRequest.CleartextPassword()));
  }

  @Test
  void every_malformed_packet_ends_the_connection_and_none_reaches_sign_in() {
    Random random = new Random(20_261_121);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = START.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] = (byte) random.nextInt(256);
      ScriptedStream stream = world.connect(PostgresWorld.PLAIN).client(bytes);

      assertThat(stream.tokens()).isEmpty();
      assertThat(stream.legs()).isEmpty();
    }
  }

  @Test
  void a_client_that_ends_before_it_began_hears_nothing() {
    byte[] terminate = {'X', 0, 0, 0, 4};
    for (int cut = 0; cut < terminate.length; cut++) {
      ScriptedStream stream =
          world
              .connect(PostgresWorld.PLAIN)
              .client(Arrays.copyOfRange(terminate, 0, cut))
              .client(Arrays.copyOfRange(terminate, cut, terminate.length));

      assertThat(stream.shown()).isEmpty();
      assertThat(stream.done()).isTrue();
    }
  }

  @Test
  @Tag("reaches:PostgresLimits.signIn")
  void whoever_takes_too_long_is_turned_away() {
    ScriptedStream stream = world.connect(PostgresWorld.PLAIN);

    assertThat(stream.timersSet()).containsExactly(PostgresSession.SIGN_IN);
    assertThat(PostgresWorld.error(stream.timers())).startsWith("57014");
    assertThat(stream.done()).isTrue();
  }

  @Test
  void a_client_that_leaves_or_a_gateway_that_stops_ends_it() {
    assertThat(world.connect(PostgresWorld.PLAIN).leave().done()).isTrue();
    assertThat(PostgresWorld.error(world.connect(PostgresWorld.PLAIN).tell(new Event.Drain())))
        .startsWith("57P03");
  }

  private String startUp(String... parameters) {
    return PostgresWorld.error(
        world.connect(PostgresWorld.PLAIN).client(PostgresWorld.startUp(0, parameters)));
  }

  @Test
  void one_for_whom_there_is_no_room_is_told_so_when_it_has_said_what_it_wants() {
    ScriptedStream stream = world.crowded(PostgresWorld.PLAIN);
    assertThat(stream.shown()).isEmpty();
    stream.client(PostgresWorld.startUp(0, "user", "reporting~token", "database", "shop"));

    assertThat(PostgresWorld.error(stream)).startsWith("53300").contains("too many connections");
    assertThat(stream.done()).isTrue();
    assertThat(stream.tokens()).isEmpty();
  }
}
