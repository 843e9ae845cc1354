package dev.postern.gateway.protocol.postgres;

import static dev.postern.gateway.protocol.postgres.StatementWorld.bind;
import static dev.postern.gateway.protocol.postgres.StatementWorld.execute;
import static dev.postern.gateway.protocol.postgres.StatementWorld.parse;
import static dev.postern.gateway.protocol.postgres.StatementWorld.query;
import static dev.postern.gateway.protocol.postgres.StatementWorld.sync;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Request;
import dev.postern.testkit.HoldingPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People are not waited for with locks in hand, unless the target's file gives a time for it. */
class HeldTransactionTest {
  private static final PostgresTarget.Times HALF_A_MINUTE =
      new PostgresTarget.Times(
          Duration.ofHours(8),
          Optional.empty(),
          Optional.empty(),
          Optional.of(Duration.ofSeconds(30)));

  private final HeldWorld held = world(PostgresTarget.Times.DEFAULT);

  private static HeldWorld world(PostgresTarget.Times times) {
    return new HeldWorld(
        new HoldingPolicy(HeldWorld.verb("insert"), operation -> false, "dba"), times);
  }

  @Test
  void a_transaction_that_has_written_does_not_wait() {
    held.send(query("begin"), query("delete x"));

    held.send(query("insert one")).settle();

    assertThat(held.asked()).isEmpty();
    assertThat(held.shown())
        .endsWith(
            "error 25001 this needs an approval by dba, and its transaction has written, and would"
                + " keep its locks meanwhile",
            "ready E");
    assertThat(new String(held.world.stream.shown(), StandardCharsets.UTF_8))
        .contains("Have it approved first, then begin");
    assertThat(held.refusals()).singleElement().asString().startsWith("withdrawn: this needs");
  }

  @Test
  void a_transaction_that_only_read_waits() {
    held.send(query("begin"), query("select"), query("insert one"));

    held.approve();

    assertThat(held.ran()).containsExactly("begin", "select", "insert one");
    assertThat(held.shown()).endsWith("INSERT 0 1", "ready T");
  }

  @Test
  void the_end_of_a_transaction_ends_what_was_written_in_it() {
    held.send(query("begin"), query("delete x"), query("commit"), query("insert one"));

    held.approve();

    assertThat(held.ran()).endsWith("commit", "insert one");
  }

  @Test
  void a_pipeline_is_a_transaction_too() {
    held.send(
        parse("", "delete x"),
        bind("", ""),
        execute("", 0),
        parse("", "insert one"),
        bind("", ""),
        execute("", 0),
        sync());
    held.settle();

    assertThat(held.asked()).isEmpty();
    assertThat(held.shown()).last().isEqualTo("ready I");
    assertThat(held.shown().get(held.shown().size() - 2)).startsWith("error 25001");
    assertThat(held.world.server.table()).isEmpty();
  }

  @Test
  void two_writes_of_one_pipeline_that_need_people_are_not_asked_about() {
    held.send(
        parse("s", "insert $1"),
        bind("", "s", "one"),
        execute("", 0),
        bind("", "s", "two"),
        execute("", 0),
        sync());
    held.settle();

    assertThat(held.asked()).isEmpty();
    assertThat(held.ran()).isEmpty();
    assertThat(held.shown()).last().isEqualTo("ready I");
    assertThat(held.shown().getFirst()).startsWith("error 25001").contains("so does what was sent");
  }

  @Test
  void in_a_failed_transaction_nobody_is_asked() {
    held.send(query("begin"), query("fail"), query("insert one")).settle();

    assertThat(held.asked()).isEmpty();
    assertThat(held.shown()).last().isEqualTo("ready E");
    assertThat(held.shown().get(held.shown().size() - 2)).startsWith("error 25P02");
  }

  @Test
  @Tag("reaches:PostgresTarget.Times.heldAfterWrites")
  void where_the_file_gives_a_time_it_waits_for_that_long() {
    HeldWorld patient = world(HALF_A_MINUTE);
    patient.send(query("begin"), query("delete x"), query("insert one"));
    Request request = patient.open();
    assertThat(patient.world.stream.timersSet()).contains(Holding.ENOUGH);
    assertThat(patient.shown())
        .last()
        .asString()
        .endsWith("until " + patient.world.gate.now().plusSeconds(30));

    patient.world.stream.fire(Holding.ENOUGH);
    patient.settle();

    assertThat(patient.asked().getFirst().state()).isEqualTo(Request.State.WITHDRAWN);
    assertThat(request.id()).isEqualTo(patient.asked().getFirst().id());
    assertThat(patient.shown()).last().isEqualTo("ready E");
    assertThat(patient.shown().get(patient.shown().size() - 2)).startsWith("error 57014");
  }

  @Test
  void the_time_of_what_nobody_was_asked_about_does_not_end_the_next() {
    HeldWorld patient = world(HALF_A_MINUTE);
    patient.send(
        query("begin"),
        query("delete x"),
        query("insert " + "x".repeat(DeskLimits.DEFAULT.textChars())));
    patient.settle();
    assertThat(patient.asked()).isEmpty();

    assertThat(patient.world.stream.timersSet()).doesNotContain(Holding.ENOUGH);
  }

  @Test
  void where_the_file_gives_a_time_several_writes_are_asked_about_in_turn() {
    HeldWorld patient = world(HALF_A_MINUTE);
    patient.send(
        parse("s", "insert $1"),
        bind("", "s", "one"),
        execute("", 0),
        bind("", "s", "two"),
        execute("", 0),
        sync());

    patient.approve();
    assertThat(patient.ran()).containsExactly("insert one");
    patient.approve();

    assertThat(patient.world.server.table()).containsExactly("one", "two");
    assertThat(patient.world.stream.timersSet()).isEmpty();
  }
}
