package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.drive.TestCertificate;
import dev.postern.gateway.protocol.postgres.password.MintLimits;
import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Prover;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.audit.Leaf;
import dev.postern.testkit.ScriptedGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that sign in with a minted password, and those that try to. */
class MintedPasswordTest {
  private static Secured tls = PostgresWorld.ALPN;
  @TempDir private static Path folder;

  private final MintedWorld minting = new MintedWorld();

  @BeforeAll
  static void certificate() throws Exception {
    tls =
        new Secured(
            Optional.of("postgresql"),
            List.of(),
            Optional.of(new TestCertificate(folder, "dns:gate.test").certificate()));
  }

  @Test
  void opens_the_way_to_the_target_and_proves_the_gateway_to_the_client() {
    MintedWorld.Client client = minting.begun("reporting~" + minting.minted.key(), "shop");
    Prover.Proof proof = client.proof(minting.minted.password());
    ScriptedStream stream = client.stream().client(MintedWorld.bytes(proof));

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
    assertThat(minting.world.gate.ledger().leaves(Leaf.Admitted.class).getFirst().asked().caller())
        .isEqualTo(ScriptedGate.signIn("ana").principal());
  }

  @Test
  void opens_as_many_sessions_as_come_while_it_lives() {
    for (int i = 0; i < 5; i++) {
      for (String database : List.of("shop", "shop/orders")) {
        assertThat(
                minting
                    .begun("reporting~" + minting.minted.key(), database)
                    .proves(minting.minted.password())
                    .stream()
                    .legs())
            .containsExactly(1);
      }
    }
  }

  @Test
  void inside_tls_it_is_bound_to_the_gateways_certificate() {
    byte[] endPoint = tls.server().flatMap(EndPoint::of).orElseThrow();
    MintedWorld.Client bound =
        secured(Scram.bound(endPoint, "nonce")).proves(minting.minted.password());
    MintedWorld.Client unbound =
        secured(Scram.unbound(false, "nonce")).proves(minting.minted.password());

    assertThat(PostgresWorld.shown(bound.stream()).getFirst())
        .isEqualTo(
            new BackendMessage.Authentication(
                new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"))));
    assertThat(bound.stream().legs()).containsExactly(1);
    assertThat(unbound.stream().legs()).containsExactly(1);
  }

  @Test
  void a_client_that_sees_another_certificate_or_no_offer_to_bind_is_not_let_in() {
    MintedWorld.Client elsewhere =
        secured(Scram.bound(new byte[32], "nonce")).proves(minting.minted.password());
    MintedWorld.Client downgraded = secured(Scram.unbound(true, "nonce"));

    for (MintedWorld.Client client : List.of(elsewhere, downgraded)) {
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
          {"reporting~" + minting.minted.key(), "shop", "wrong"},
          {"reporting~" + MintedWorld.UNKNOWN, "shop", minting.minted.password()},
          {"nobody~" + minting.minted.key(), "shop", minting.minted.password()},
          {"reporting~" + minting.minted.key(), "nowhere", minting.minted.password()},
          {"reporting~" + minting.minted.key(), "shop/other", minting.minted.password()},
          {
            "reporting~" + minting.minted("bob", MintedWorld.USE).key(),
            "shop",
            minting.minted.password()
          }
        }) {
      MintedWorld.Client client = minting.begun(tried[0], tried[1]);
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
    assertThat(reasons.get(0)).contains(minting.minted.key()).contains("the proof is wrong");
    assertThat(reasons.get(1)).contains(MintedWorld.UNKNOWN).contains("there is no such password");
    assertThat(reasons.subList(2, 5)).allMatch(reason -> reason.contains("for another"));
    assertThat(reasons).noneMatch(reason -> reason.contains(minting.minted.password()));
  }

  @Test
  void the_salt_of_a_key_never_changes() {
    String before = salt(minting.begun("reporting~" + minting.minted.key(), "shop"));
    minting.world.gate.pass(MintLimits.DEFAULT.lifetime());
    minting.world.sessions.mint().sweep();

    assertThat(salt(minting.begun("reporting~" + minting.minted.key(), "shop"))).isEqualTo(before);
    assertThat(salt(minting.begun("x~" + minting.minted.key(), "nowhere"))).isEqualTo(before);
    assertThat(salt(minting.begun("reporting~" + MintedWorld.UNKNOWN, "shop")))
        .isEqualTo(salt(minting.begun("reporting~" + MintedWorld.UNKNOWN, "shop")))
        .isNotEqualTo(before);
  }

  @Test
  void is_over_when_its_time_is_even_between_the_challenge_and_the_proof() {
    MintedWorld.Client client = minting.begun("reporting~" + minting.minted.key(), "shop");
    minting.world.gate.pass(MintLimits.DEFAULT.lifetime());
    client.proves(minting.minted.password());

    assertThat(PostgresWorld.error(client.stream())).startsWith("28P01");
    assertThat(client.stream().notProven().getFirst()).contains("the password is over");
    assertThat(client.stream().legs()).isEmpty();
  }

  @Test
  void a_lock_kills_it_at_once_and_the_sessions_that_it_opened() {
    MintedWorld.Client open =
        minting
            .begun("reporting~" + minting.minted.key(), "shop")
            .proves(minting.minted.password());
    ScriptedStream live =
        PostgresWorld.settled(open.stream().dialled(1).target(1, PostgresWorld.accepted()));
    assertThat(live.done()).isFalse();

    minting.world.gate.lock("ana");
    assertThat(PostgresWorld.error(live)).startsWith("57P01");
    MintedWorld.Client late =
        minting
            .begun("reporting~" + minting.minted.key(), "shop")
            .proves(minting.minted.password());
    assertThat(late.stream().legs()).isEmpty();
    assertThat(PostgresWorld.error(late.stream())).contains("locked");
    Leaf.Refused refused = minting.world.gate.ledger().leaves(Leaf.Refused.class).getLast();
    assertThat(refused.code()).isEqualTo("locked");
  }

  @Test
  void a_session_ends_when_the_token_would_have_that_minted_its_password() {
    MintedWorld.Client open =
        minting
            .begun("reporting~" + minting.minted.key(), "shop")
            .proves(minting.minted.password());
    ScriptedStream live =
        PostgresWorld.settled(open.stream().dialled(1).target(1, PostgresWorld.accepted()));
    minting.world.gate.pass(Duration.ofMinutes(59));
    minting.world.gate.review();
    assertThat(live.done()).isFalse();
    assertThat(PostgresWorld.error(live)).isEqualTo("no error");
    minting.world.gate.pass(Duration.ofMinutes(1));
    minting.world.gate.review();
    assertThat(PostgresWorld.error(live)).startsWith("57P01");
  }

  @Test
  void whoever_tries_too_often_has_to_wait_whether_or_not_there_is_such_a_key() {
    for (String key : List.of(minting.minted.key(), MintedWorld.UNKNOWN)) {
      for (int i = 0; i < MintLimits.DEFAULT.tries(); i++) {
        minting.begun("reporting~" + key, "shop").proves("wrong");
      }
      ScriptedStream refused = minting.started("reporting~" + key, "shop");
      assertThat(PostgresWorld.error(refused)).startsWith("53300");
      assertThat(refused.done()).isTrue();
    }
    minting.world.gate.pass(Duration.ofSeconds(1));
    assertThat(
            minting
                .begun("reporting~" + minting.minted.key(), "shop")
                .proves(minting.minted.password())
                .stream()
                .legs())
        .containsExactly(1);
  }

  @Test
  void nothing_is_offered_in_the_clear_where_tls_is_asked_for() {
    ScriptedStream stream =
        minting
            .world
            .connect(PostgresWorld.REQUIRED)
            .client(
                PostgresWorld.startUp(
                    0, "user", "reporting~" + MintedWorld.UNKNOWN, "database", "shop"));
    assertThat(PostgresWorld.error(stream)).startsWith("28000").contains("TLS");
  }

  private MintedWorld.Client secured(Scram scram) {
    ScriptedStream stream =
        minting
            .world
            .connect(PostgresWorld.REQUIRED, Optional.of(tls))
            .client(
                PostgresWorld.startUp(
                    2, "user", "reporting~" + minting.minted.key(), "database", "shop/orders"))
            .client(scram.first());
    return new MintedWorld.Client(stream, scram);
  }

  private static String salt(MintedWorld.Client client) {
    return client.challenge().text().replaceAll("^r=[^,]+,", "");
  }
}
