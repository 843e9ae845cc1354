package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.api.DrainRoutes.Progress;
import dev.postern.gateway.api.DrainRoutes.Stage;
import dev.postern.gateway.ops.Meters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a gateway comes to its stop, step by step. */
@Timeout(60)
class DrainingTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final Draining draining =
      new Draining(
          (by, what, about) -> notes.add(by + " " + what + " " + about),
          new Meters(),
          new Draining.Watching(LONG, LONG));

  /** One whose sessions never end, and that says what it was asked, and what was seen then. */
  private static final class Stuck implements Draining.Plane {
    private final Draining draining;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private Stuck(Draining draining) {
      this.draining = draining;
    }

    @Override
    public void stopTaking() {
      asked.add("stop, " + draining.progress().stage());
    }

    @Override
    public int sessions() {
      return 2;
    }

    @Override
    public int locals() {
      asked.add("locals");
      return 0;
    }
  }

  @Test
  void what_cannot_be_recorded_does_not_begin() {
    Draining unrecorded =
        new Draining(
            (by, what, about) -> {
              throw new IOException("disk full");
            },
            new Meters());

    assertThatThrownBy(() -> unrecorded.begin("ada", Optional.empty()))
        .isInstanceOf(IOException.class);

    assertThat(unrecorded.stopping()).isFalse();
    assertThat(unrecorded.asked()).isNotDone();
  }

  @Test
  void who_asks_first_counts_and_is_recorded_once() throws IOException {
    assertThat(draining.begin("ada", Optional.of(Duration.ofSeconds(7))).stage())
        .isEqualTo(Stage.ANNOUNCED);
    draining.begin("ben", Optional.of(LONG));

    assertThat(draining.within(LONG)).isEqualTo(Duration.ofSeconds(7));
    assertThat(notes).containsExactly("ada draining {within-seconds=7}");
    assertThat(draining.asked()).isDone();
  }

  @Test
  void a_signal_does_not_wait_for_what_is_still_being_recorded() throws IOException {
    List<Draining> one = new ArrayList<>();
    List<Boolean> through = new ArrayList<>();
    Draining hanging =
        new Draining(
            (by, what, about) -> {
              CountDownLatch begun = new CountDownLatch(1);
              Thread.ofVirtual()
                  .start(() -> {
                    one.getFirst().begin();
                    begun.countDown();
                  });
              try {
                through.add(begun.await(10, TimeUnit.SECONDS));
              } catch (InterruptedException hurried) {
                throw new IOException(hurried);
              }
            },
            new Meters());
    one.add(hanging);

    hanging.begin("ada", Optional.of(Duration.ZERO));

    assertThat(through).containsExactly(true);
    assertThat(hanging.within(LONG)).as("the signal was first").isEqualTo(LONG);
  }

  @Test
  void behind_a_signal_nobody_is_recorded_as_having_asked() throws IOException {
    draining.begin();
    draining.begin("ada", Optional.of(Duration.ZERO));

    assertThat(notes).isEmpty();
    assertThat(draining.within(LONG)).isEqualTo(LONG);
  }

  @Test
  @Tag("reaches:config.Limits.notice")
  void connections_are_taken_for_the_time_of_the_notice_and_no_longer() throws Exception {
    Stuck stuck = new Stuck(draining);
    FutureTask<Boolean> stopping = new FutureTask<>(() -> draining.run(stuck, LONG, Duration.ZERO));
    Thread.ofVirtual().start(stopping);
    while (draining.progress().stage() != Stage.ANNOUNCED && !stopping.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(stuck.asked).isEmpty();
    assertThat(stopping).isNotDone();
    draining.hurry();
    assertThat(stopping.get()).isFalse();

    Draining brief = new Draining((by, what, about) -> {}, new Meters());
    Stuck stopped = new Stuck(brief);
    Duration notice = Duration.ofMillis(1);
    assertThat(brief.run(stopped, notice, Duration.ZERO)).isFalse();
    assertThat(stopped.asked).first().isEqualTo("stop, DRAINING");
  }

  @Test
  @Tag("reaches:config.Limits.stop")
  void the_end_waits_for_who_watches_and_says_how_many_were_cut() throws Exception {
    Stuck stuck = new Stuck(draining);
    Thread watching =
        Thread.ofVirtual()
            .start(() -> {
              Progress seen = draining.progress();
              while (seen.stage() != Stage.CUT) {
                Thread.onSpinWait();
                seen = draining.progress();
              }
              assertThat(seen.cut()).isEqualTo(2);
            });

    assertThat(draining.run(stuck, Duration.ZERO, Duration.ZERO)).isFalse();

    watching.join();
    assertThat(stuck.asked).containsExactly("stop, DRAINING", "locals");
  }

  @Test
  void who_is_in_a_hurry_waits_for_no_session_and_nobody_who_watches() throws Exception {
    draining.hurry();

    assertThat(draining.run(new Stuck(draining), LONG, LONG)).isFalse();

    assertThat(draining.progress().stage()).isEqualTo(Stage.CUT);
  }
}
