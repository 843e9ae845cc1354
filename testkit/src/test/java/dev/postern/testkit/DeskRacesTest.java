package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Wait;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

/** Everything that can happen to one request, at once and on real threads: it has one end. */
class DeskRacesTest {
  private static final int ROUNDS = 40;

  private final DeskWorld world = new DeskWorld();

  /** Something that a thread does, once all of them are ready. */
  private interface Deed {
    void happen() throws BallotException, IOException;
  }

  @RepeatedTest(ROUNDS)
  void an_approval_that_races_with_every_ending_is_collected_once_or_never() throws Exception {
    DeskWorld.Waiting first = world.ask("drop models");
    List<DeskWorld.Waiting> joined = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      joined.add(new DeskWorld.Waiting());
    }
    List<Deed> deeds = new ArrayList<>();
    joined.forEach(waiting -> deeds.add(() -> world.join("drop models", waiting)));
    deeds.add(() -> world.vote(first.id(), "bo", true));
    deeds.add(() -> world.vote(first.id(), "cy", false));
    deeds.add(() -> world.desk.withdraw(request -> true, "a lock stands"));
    deeds.add(() -> world.desk.leave(first, new Wait.Over(Wait.Over.Kind.PENDING, "later"), false));
    deeds.add(() -> world.desk.sweep());

    together(deeds);

    List<DeskWorld.Waiting> all = new ArrayList<>(joined);
    all.add(first);
    assertThat(all.stream().mapToInt(waiting -> waiting.collected.size()).sum())
        .isLessThanOrEqualTo(1);
    world.desk.withdraw(request -> true, "the end");
    assertThat(joined).allMatch(waiting -> waiting.collected.size() + waiting.over.size() == 1);
    // Who leaves is told so, be it a second time: its lane hears the first.
    assertThat(first.collected.size() + first.over.size()).isBetween(1, 2);
  }

  private static void together(List<Deed> deeds) throws Exception {
    CyclicBarrier start = new CyclicBarrier(deeds.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(deeds.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (Deed deed : deeds) {
        running.add(
            threads.submit(() -> {
              start.await();
              try {
                deed.happen();
              } catch (BallotException | java.util.NoSuchElementException late) {
                // It had ended by then: whoever comes late is told so.
              }
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
  }
}
