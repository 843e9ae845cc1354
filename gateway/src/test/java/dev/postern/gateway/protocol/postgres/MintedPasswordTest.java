package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.drive.TestCertificate;
import dev.postern.gateway.protocol.postgres.password.MintLimits;
import dev.postern.gateway.protocol.postgres.password.Minting;
import dev.postern.gateway.protocol.postgres.password.PasswordUse;
import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Prover;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that sign in with a minted password, and those that try to. */
class MintedPasswordTest {
  private static final PasswordUse USE = new PasswordUse("shop", "orders", "reporting");
  private static final String UNKNOWN = "aaaaaaaaaaaaaaaa";
  private static Secured tls = PostgresWorld.ALPN;

  @TempDir private static Path folder;

  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);
  private final Minting.Minted minted = minted("ana", USE);

  @BeforeAll
  static void certificate() throws Exception {
    tls =
        new Secured(
            Optional.of("postgresql"),
            List.of(),
            Optional.of(new TestCertificate(folder, "dns:gate.test").certificate()));
  }

  private record Client(ScriptedStream stream, Scram scram) {
    /** The challenge that it was shown last. */
    Slice challenge() {
      return PostgresWorld.shown(stream).getLast()
              instanceof
              BackendMessage.Authentication(AuthenticationRequest.SaslContinue(Slice data))
          ? data
          : Slice.EMPTY;
    }

    Prover.Proof proof(String password) {
      return scram
          .last(challenge(), 4_096)
          .orElseThrow()
          .prove(password.getBytes(StandardCharsets.US_ASCII));
    }

    Client proves(String password) {
      stream.client(bytes(proof(password)));
      return this;
    }
  }

  @Test
  void opens_the_way_to_the_target_and_proves_the_gateway_to_the_client() {
    Client client = begun("reporting~" + minted.key(), "shop");
    Prover.Proof proof = client.proof(minted.password());
    ScriptedStream stream = client.stream().client(bytes(proof));

    List<BackendMessage> shown = PostgresWorld.shown(stream);
    assertThat(shown).hasSize(3);
    assertThat(shown.getFirst())
        .isEqualTo(
            new BackendMessage.Authentication(
                new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256"))));
    assertThat(shown.getLast())
        .isInstanceOfSatisfying(
            BackendMessage.Authentication.class,
            last -> {
              Slice told = ((AuthenticationRequest.SaslFinal) last.request()).data();
              byte[] expected = ((PostgresNote.ScramSent) proof.outcome()).serverSignature();
              assertThat(Scram.signature(told)).hasValue(expected);
            });
    assertThat(stream.legs()).containsExactly(1);
    assertThat(stream.tokens()).isEmpty();
    assertThat(PostgresWorld.settled(stream.dialled(1).target(1, PostgresWorld.accepted())).done())
        .isFalse();
    assertThat(world.gate.ledger().leaves(Leaf.Admitted.class).getFirst().asked().caller())
        .isEqualTo(ScriptedGate.signIn("ana").principal());
  }

  @Test
  void opens_as_many_sessions_as_come_while_it_lives() {
    for (int i = 0; i < 5; i++) {
      for (String database : List.of("shop", "shop/orders")) {
        assertThat(
                begun("reporting~" + minted.key(), database).proves(minted.password()).stream()
                    .legs())
            .containsExactly(1);
      }
    }
  }

  @Test
  void inside_tls_it_is_bound_to_the_gateways_certificate() {
    byte[] endPoint = tls.server().flatMap(EndPoint::of).orElseThrow();
    Client bound = secured(Scram.bound(endPoint, "nonce")).proves(minted.password());
    Client unbound = secured(Scram.unbound(false, "nonce")).proves(minted.password());

    assertThat(PostgresWorld.shown(bound.stream()).getFirst())
        .isEqualTo(
            new BackendMessage.Authentication(
                new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"))));
    assertThat(bound.stream().legs()).containsExactly(1);
    assertThat(unbound.stream().legs()).containsExactly(1);
  }

  @Test
  void a_client_that_sees_another_certificate_or_no_offer_to_bind_is_not_let_in() {
    Client elsewhere = secured(Scram.bound(new byte[32], "nonce")).proves(minted.password());
    Client downgraded = secured(Scram.unbound(true, "nonce"));

    for (Client client : List.of(elsewhere, downgraded)) {
      assertThat(PostgresWorld.error(client.stream()))
          .isEqualTo("28P01 sign-in failed for user \"reporting\"");
      assertThat(client.stream().legs()).isEmpty();
      assertThat(client.stream().done()).isTrue();
    }
    assertThat(elsewhere.stream().notProven().getFirst()).contains("end of the channel");
    assertThat(downgraded.stream().notProven().getFirst()).contains("hid from the client");
  }

  @Test
  void nobody_can_tell_a_wrong_password_from_one_that_is_not_there() {
    List<String> reasons = new ArrayList<>();
    Set<List<String>> transcripts = new HashSet<>();
    for (String[] tried :
        new String[][] {
          {"reporting~" + minted.key(), "shop", "wrong"},
          {"reporting~" + UNKNOWN, "shop", minted.password()},
          {"nobody~" + minted.key(), "shop", minted.password()},
          {"reporting~" + minted.key(), "nowhere", minted.password()},
          {"reporting~" + minted.key(), "shop/other", minted.password()},
          {"reporting~" + minted("bob", USE).key(), "shop", minted.password()}
        }) {
      Client client = begun(tried[0], tried[1]);
      client.proves(tried[2]);
      transcripts.add(
          PostgresWorld.shown(client.stream()).stream()
              .map(message ->
                  message instanceof BackendMessage.ErrorResponse error
                      ? error.report().sqlState()
                      : "a message of " + PostgresWorld.print(message).length)
              .toList());
      assertThat(client.stream().legs()).as(tried[0]).isEmpty();
      assertThat(client.stream().done()).isTrue();
      reasons.add(client.stream().notProven().getFirst());
    }

    assertThat(transcripts).hasSize(1);
    assertThat(transcripts.iterator().next()).last().isEqualTo("28P01");
    assertThat(reasons.get(0)).contains(minted.key()).contains("the proof is wrong");
    assertThat(reasons.get(1)).contains(UNKNOWN).contains("there is no such password");
    assertThat(reasons.subList(2, 5)).allMatch(reason -> reason.contains("for another"));
    assertThat(reasons).noneMatch(reason -> reason.contains(minted.password()));
  }

  @Test
  void the_salt_of_a_key_never_changes() {
    String before = salt(begun("reporting~" + minted.key(), "shop"));
    world.gate.pass(MintLimits.DEFAULT.lifetime());
    world.sessions.mint().sweep();

    assertThat(salt(begun("reporting~" + minted.key(), "shop"))).isEqualTo(before);
    assertThat(salt(begun("x~" + minted.key(), "nowhere"))).isEqualTo(before);
    assertThat(salt(begun("reporting~" + UNKNOWN, "shop")))
        .isEqualTo(salt(begun("reporting~" + UNKNOWN, "shop")))
        .isNotEqualTo(before);
  }

  @Test
  void is_over_when_its_time_is_even_between_the_challenge_and_the_proof() {
    Client client = begun("reporting~" + minted.key(), "shop");
    world.gate.pass(MintLimits.DEFAULT.lifetime());
    client.proves(minted.password());

    assertThat(PostgresWorld.error(client.stream())).startsWith("28P01");
    assertThat(client.stream().notProven().getFirst()).contains("the password is over");
    assertThat(client.stream().legs()).isEmpty();
  }

  @Test
  void a_lock_kills_it_at_once_and_the_sessions_that_it_opened() {
    Client open = begun("reporting~" + minted.key(), "shop").proves(minted.password());
    ScriptedStream live =
        PostgresWorld.settled(open.stream().dialled(1).target(1, PostgresWorld.accepted()));
    assertThat(live.done()).isFalse();

    world.gate.lock("ana");
    assertThat(PostgresWorld.error(live)).startsWith("57P01");
    Client late = begun("reporting~" + minted.key(), "shop").proves(minted.password());
    assertThat(late.stream().legs()).isEmpty();
    assertThat(PostgresWorld.error(late.stream())).contains("locked");
    Leaf.Refused refused = world.gate.ledger().leaves(Leaf.Refused.class).getLast();
    assertThat(refused.code()).isEqualTo("locked");
  }

  @Test
  void a_session_ends_when_the_token_would_have_that_minted_its_password() {
    Client open = begun("reporting~" + minted.key(), "shop").proves(minted.password());
    ScriptedStream live =
        PostgresWorld.settled(open.stream().dialled(1).target(1, PostgresWorld.accepted()));
    world.gate.pass(Duration.ofMinutes(59));
    world.gate.review();
    assertThat(live.done()).isFalse();
    assertThat(PostgresWorld.error(live)).isEqualTo("no error");
    world.gate.pass(Duration.ofMinutes(1));
    world.gate.review();
    assertThat(PostgresWorld.error(live)).startsWith("57P01");
  }

  @Test
  void whoever_tries_too_often_has_to_wait_whether_or_not_there_is_such_a_key() {
    for (String key : List.of(minted.key(), UNKNOWN)) {
      for (int i = 0; i < MintLimits.DEFAULT.tries(); i++) {
        begun("reporting~" + key, "shop").proves("wrong");
      }
      ScriptedStream refused = started("reporting~" + key, "shop");
      assertThat(PostgresWorld.error(refused)).startsWith("53300");
      assertThat(refused.done()).isTrue();
    }
    world.gate.pass(Duration.ofSeconds(1));
    assertThat(begun("reporting~" + minted.key(), "shop").proves(minted.password()).stream().legs())
        .containsExactly(1);
  }

  @Test
  void what_is_no_key_is_no_way_to_sign_in() {
    for (String user :
        List.of(
            "reporting~",
            "reporting~Token",
            "reporting~AAAAAAAAAAAAAAAA",
            "reporting~aaaaaaaaaaaaaaa",
            "reporting~aaaaaaaaaaaaaaaaa",
            "reporting~aaaaaaaaaaaaaaa1",
            "reporting~~aaaaaaaaaaaaaaaa",
            "~aaaaaaaaaaaaaaaa",
            "reporting~aaaaaaaaaaaaaaaa\n")) {
      assertThat(PostgresWorld.error(started(user, "shop"))).as(user).startsWith("28000");
    }
  }

  @Test
  void nothing_is_offered_in_the_clear_where_tls_is_asked_for() {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.REQUIRED)
            .client(PostgresWorld.startUp(0, "user", "reporting~" + UNKNOWN, "database", "shop"));
    assertThat(PostgresWorld.error(stream)).startsWith("28000").contains("TLS");
  }

  @Test
  void a_message_out_of_its_place_ends_the_connection_at_every_step() {
    for (int step = 0; step < 3; step++) {
      for (byte[] wrong : outOfPlace(step)) {
        Client client = begun("reporting~" + minted.key(), "shop", step > 0);
        if (step == 2) {
          client.proves(minted.password());
        }
        client.stream().client(wrong);

        assertThat(PostgresWorld.error(client.stream()))
            .as("step " + step + ", " + (char) wrong[0])
            .matches("(08P01|28P01) .*");
        assertThat(client.stream().sentTo(1)).isEmpty();
        assertThat(client.stream().done()).isTrue();
        assertThat(client.stream().open()).isEmpty();
      }
    }
  }

  private List<byte[]> outOfPlace(int step) {
    List<byte[]> wrong = new ArrayList<>();
    // A second start-up message, of another user: what made clients of a pooler somebody else.
    wrong.add(PostgresWorld.startUp(0, "user", "owner", "database", "shop"));
    wrong.add(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
    wrong.add(FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1"))));
    wrong.add(FrontendPrinter.print(new FrontendMessage.Terminate()));
    wrong.add(FrontendPrinter.print(new FrontendMessage.Sync()));
    wrong.add(FrontendPrinter.password(PostgresWorld.ascii("ana-token")));
    wrong.add(new byte[] {'p', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
    wrong.add(new byte[] {'p', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
    wrong.add(new byte[] {'p', 0, 0, 0, 3});
    wrong.add(new byte[] {'p', 0, 1, 0, 4});
    for (String mechanism : List.of("SCRAM-SHA-1", "OAUTHBEARER", "SCRAM-SHA-256-PLUS", "")) {
      wrong.add(initial(mechanism, Optional.of(Slice.of("n,,n=,r=x"))));
    }
    wrong.add(initial("SCRAM-SHA-256", Optional.empty()));
    wrong.add(FrontendPrinter.saslResponse(Slice.of("x".repeat(60_000))));
    if (step > 0) {
      wrong.add(initial("SCRAM-SHA-256", Optional.of(Slice.of("n,,n=,r=x"))));
    }
    return wrong;
  }

  private static byte[] initial(String mechanism, Optional<Slice> response) {
    return FrontendPrinter.saslInitial(new Proof.SaslInitial(mechanism, response));
  }

  @Test
  void nothing_may_follow_the_proof_before_the_session_is_open() {
    Client client = begun("reporting~" + minted.key(), "shop");
    client.stream()
        .client(
            PostgresWorld.concat(
                bytes(client.proof(minted.password())),
                FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1")))));

    assertThat(PostgresWorld.error(client.stream())).startsWith("08P01");
    assertThat(client.stream().sentTo(1)).isEmpty();
    assertThat(client.stream().open()).isEmpty();
  }

  @Test
  void every_cut_of_the_exchange_is_the_same_exchange() {
    byte[] first = Scram.unbound(false, "nonce").first();
    for (int cut = 1; cut < first.length; cut++) {
      ScriptedStream stream = started("reporting~" + minted.key(), "shop");
      stream.client(Arrays.copyOf(first, cut));
      stream.client(Arrays.copyOfRange(first, cut, first.length));
      Client client = new Client(stream, Scram.unbound(false, "nonce")).proves(minted.password());
      assertThat(client.stream().legs()).as("cut at " + cut).containsExactly(1);
    }
  }

  @Test
  void random_orders_of_true_and_false_messages_let_nobody_in_who_has_no_proof() {
    Random random = new Random(20_261_121);
    for (int round = 0; round < 600; round++) {
      Client client = begun("reporting~" + minted.key(), "shop", random.nextBoolean());
      List<byte[]> all = outOfPlace(1);
      for (int i = 0; i < 4 && !client.stream().done(); i++) {
        byte[] next = all.get(random.nextInt(all.size())).clone();
        if (random.nextBoolean()) {
          next[random.nextInt(next.length)] ^= (byte) (1 << random.nextInt(8));
        }
        client.stream().client(next);
      }
      assertThat(client.stream().legs()).isEmpty();
    }
    assertThat(world.sessions.defects()).isZero();
  }

  private ScriptedStream started(String user, String database) {
    return world
        .connect(PostgresWorld.PLAIN)
        .client(PostgresWorld.startUp(0, "user", user, "database", database));
  }

  private Client begun(String user, String database) {
    return begun(user, database, true);
  }

  private Client begun(String user, String database, boolean first) {
    Scram scram = Scram.unbound(false, "nonce");
    ScriptedStream stream = started(user, database);
    return new Client(first ? stream.client(scram.first()) : stream, scram);
  }

  private Client secured(Scram scram) {
    ScriptedStream stream =
        world
            .connect(PostgresWorld.REQUIRED, Optional.of(tls))
            .client(
                PostgresWorld.startUp(
                    2, "user", "reporting~" + minted.key(), "database", "shop/orders"))
            .client(scram.first());
    return new Client(stream, scram);
  }

  private static String salt(Client client) {
    return client.challenge().text().replaceAll("^r=[^,]+,", "");
  }

  private static byte[] bytes(Prover.Proof proof) {
    byte[] bytes = new byte[proof.frame().remaining()];
    proof.frame().duplicate().get(bytes);
    return bytes;
  }

  private Minting.Minted minted(String person, PasswordUse use) {
    return switch (world.sessions.mint().mint(ScriptedGate.signIn(person), use)) {
      case Minting.Minted made -> made;
      case Minting.Full(String why) -> throw new AssertionError(why);
    };
  }
}
