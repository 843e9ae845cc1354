package dev.postern.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What happens at the end of a loop's turn, and in which order. */
class TurnTest {
  private final Queue<Runnable> endings = new ArrayDeque<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final Turn turn = new Turn(endings::add, later::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void works_first_and_flushes_what_the_work_wrote_in_the_same_turn() {
    turn.work(() -> {
      done.add("work");
      turn.flushAtEnd(() -> done.add("flush"));
    });
    turn.wake();
    turn.wake();
    endings.remove().run();

    assertThat(done).containsExactly("work", "flush");
    assertThat(endings).isEmpty();
    assertThat(later).isEmpty();
  }

  @Test
  void work_that_asks_for_more_work_gets_another_turn() {
    turn.work(() -> {
      done.add("work");
      if (done.size() == 1) {
        turn.wake();
      }
    });
    turn.wake();
    endings.remove().run();
    assertThat(done).hasSize(1);

    later.remove().run();
    assertThat(done).hasSize(2);
    assertThat(later).isEmpty();
  }

  @Test
  void a_task_that_throws_does_not_keep_the_others_from_running() {
    turn.work(() -> {
      throw new IllegalStateException();
    });
    turn.wake();
    turn.flushAtEnd(() -> {
      throw new IllegalStateException();
    });
    turn.flushAtEnd(() -> done.add("flush"));
    endings.remove().run();

    assertThat(done).containsExactly("flush");
  }

  @Test
  void an_idle_turn_owes_nothing() {
    turn.work(() -> done.add("work"));

    assertThat(endings).isEmpty();
    assertThat(done).isEmpty();
  }
}
