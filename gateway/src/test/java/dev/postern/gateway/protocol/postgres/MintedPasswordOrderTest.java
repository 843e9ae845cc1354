package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.ScriptedStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a client may not say, or not yet, while it signs in with a minted password. */
class MintedPasswordOrderTest {
  private final MintedWorld minting = new MintedWorld();

  @Test
  void a_message_out_of_its_place_ends_the_connection_at_every_step() {
    for (int step = 0; step < 3; step++) {
      for (byte[] wrong : outOfPlace(step)) {
        MintedWorld.Client client =
            minting.begun("reporting~" + minting.minted.key(), "shop", step > 0);
        if (step == 2) {
          client.proves(minting.minted.password());
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

  @Test
  void nothing_may_follow_the_proof_before_the_session_is_open() {
    MintedWorld.Client client = minting.begun("reporting~" + minting.minted.key(), "shop");
    client.stream()
        .client(
            PostgresWorld.concat(
                MintedWorld.bytes(client.proof(minting.minted.password())),
                FrontendPrinter.print(new FrontendMessage.Query(Slice.of("select 1")))));

    assertThat(PostgresWorld.error(client.stream())).startsWith("08P01");
    assertThat(client.stream().sentTo(1)).isEmpty();
    assertThat(client.stream().open()).isEmpty();
  }

  @Test
  void every_cut_of_the_exchange_is_the_same_exchange() {
    byte[] first = Scram.unbound(false, "nonce").first();
    for (int cut = 1; cut < first.length; cut++) {
      ScriptedStream stream = minting.started("reporting~" + minting.minted.key(), "shop");
      stream.client(Arrays.copyOf(first, cut));
      stream.client(Arrays.copyOfRange(first, cut, first.length));
      MintedWorld.Client client =
          new MintedWorld.Client(stream, Scram.unbound(false, "nonce"))
              .proves(minting.minted.password());
      assertThat(client.stream().legs()).as("cut at " + cut).containsExactly(1);
    }
  }

  @Test
  void random_orders_of_true_and_false_messages_let_nobody_in_who_has_no_proof() {
    Random random = new Random(20_261_121);
    for (int round = 0; round < 600; round++) {
      MintedWorld.Client client =
          minting.begun("reporting~" + minting.minted.key(), "shop", random.nextBoolean());
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
    assertThat(minting.world.sessions.defects()).isZero();
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
      assertThat(PostgresWorld.error(minting.started(user, "shop"))).as(user).startsWith("28000");
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
}
