package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.masking.Masking;
import dev.postern.testkit.ScriptedPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What keeps a session from being opened, or ends it before it is, leaves nothing behind. */
class RefusedOpeningTest {
  private final PostgresWorld world = new PostgresWorld(ScriptedPolicy.OPEN);

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
    PostgresWorld.over(full);
    PostgresWorld.over(missing);
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
      PostgresWorld.over(signingIn);
      PostgresWorld.over(settling);
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
        PostgresWorld.over(stream);
      }
    }
  }

  @Test
  void who_is_not_permitted_is_told_so_and_the_target_hears_nothing() {
    world.gate.replace(ScriptedPolicy.SHUT);
    ScriptedStream stream = world.proven();

    assertThat(PostgresWorld.error(stream)).startsWith("28000").contains(ScriptedPolicy.REASON);
    assertThat(stream.legs()).isEmpty();
    PostgresWorld.over(stream);
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
      PostgresWorld.over(stream);
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
    PostgresWorld.over(stream);
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
      PostgresWorld.over(stream);
    }
  }

  @Test
  void a_client_that_leaves_at_any_step_leaves_nothing_open() {
    ScriptedStream dialling = world.proven().leave();
    ScriptedStream signingIn = world.proven().dialled(1).leave();
    ScriptedStream proving =
        world.proven().dialled(1).target(1, PostgresWorld.asks(PostgresWorld.SCRAM)).leave();

    for (ScriptedStream stream : List.of(dialling, signingIn, proving)) {
      assertThat(stream.cut()).containsExactly(1);
      PostgresWorld.over(stream);
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

      PostgresWorld.over(stream);
    }
  }
}
