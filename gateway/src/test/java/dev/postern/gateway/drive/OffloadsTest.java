package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Room for work off the loops, with an executor that runs when the test says so. */
class OffloadsTest {
  private static final Command.Work WORK = Borrowing.NotHad::new;

  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final List<Event.WorkDone> ends = new ArrayList<>();
  private final Offloads offloads = new Offloads(4, waiting::add);

  @Test
  void what_waits_for_vaults_never_has_all_of_the_room() {
    for (int i = 0; i < 4; i++) {
      offloads.ask(WORK, ends::add);
    }
    assertThat(waiting).hasSize(2);
    assertThat(ends).hasSize(2).allMatch(end -> end.note().isEmpty());
    offloads.run(WORK, ends::add);
    assertThat(waiting).hasSize(3);
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
    assertThat(offloads.running()).isZero();
    offloads.ask(WORK, ends::add);
    offloads.ask(WORK, ends::add);
    assertThat(waiting).hasSize(2);
  }
}
