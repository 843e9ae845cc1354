package dev.postern.prove.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the proofs would find, were it there. */
class JudgesTest {
  @Test
  void a_delay_is_told_by_the_time_that_so_many_of_a_hundred_do_not_exceed() {
    Delays delays = new Delays();
    for (int millis = 200; millis > 0; millis--) {
      delays.add(millis * 1_000_000L);
    }
    delays.add(-5);

    assertThat(delays.count()).isEqualTo(201);
    assertThat(delays.percentile(50)).isEqualTo(100.0);
    assertThat(delays.percentile(99)).isEqualTo(198.0);
    assertThat(delays.percentile(100)).isEqualTo(200.0);
  }

  @Test
  void what_was_executed_once_for_an_approval_agrees() {
    HeldJournal journal = new HeldJournal();
    journal.asked("op-a-1");
    assertThat(journal.mayApprove("op-a-1", "r-1")).isTrue();
    journal.answered("op-a-1");

    assertThat(journal.contradictions(Map.of("op-a-1", 1))).isEmpty();
  }

  @Test
  void reviewers_approve_one_request_for_an_operation_however_often_they_are_shown_it() {
    HeldJournal journal = new HeldJournal();

    assertThat(journal.mayApprove("op-a-1", "r-1")).isTrue();
    assertThat(journal.mayApprove("op-a-1", "r-2")).isFalse();
    assertThat(journal.mayApprove("op-a-1", "r-1")).isTrue();
  }

  @Test
  void what_was_executed_twice_or_unapproved_or_answered_and_not_executed_is_found() {
    HeldJournal journal = new HeldJournal();
    for (String operation : new String[] {"op-a-1", "op-a-2", "op-a-3", "op-a-4", "op-a-5"}) {
      journal.asked(operation);
    }
    journal.mayApprove("op-a-1", "r-1");
    journal.answered("op-a-1");
    journal.refused("op-a-2");
    journal.answered("op-a-3");
    journal.doubted("op-a-4");

    assertThat(journal.contradictions(Map.of("op-a-1", 2, "op-a-2", 1)))
        .containsExactlyInAnyOrder(
            "op-a-1 was executed 2 times",
            "op-a-2 was executed and nobody approved it",
            "op-a-3 was answered and never executed",
            "op-a-5 was neither answered nor ended");
  }
}
