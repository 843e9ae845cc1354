package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GroupCommitLedgerTest extends LedgerTrial {
  @Override
  Durability level() {
    return Durability.POWER_LOSS;
  }

  /** A disk that takes writes and cannot flush them. */
  @Override
  protected void broken(boolean fails) {
    world.disk.deaf = fails;
  }

  @Test
  void an_append_flushes_before_it_returns() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      int before = world.disk.forces.get();
      segment.append(List.of(Leaves.noted(segment, Leaves.START, "reloaded")));
      assertThat(world.disk.forces.get()).isGreaterThan(before);
    }
  }

  @Test
  void a_disk_that_takes_nothing_fails_the_append_and_is_outlived() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      world.disk.dead = true;
      assertThatThrownBy(() -> segment.append(List.of(Leaves.noted(segment, Leaves.START, "a"))))
          .isInstanceOf(IOException.class);
      world.disk.dead = false;
      Entry entry = Leaves.noted(segment, Leaves.START, "b");
      segment.append(List.of(entry));
      assertThat(world.stored()).containsExactly(entry.leaf());
    }
  }

  @Test
  void what_the_keeper_could_not_flush_is_not_believed_to_be_flushed() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      Entry first = Leaves.admitted(segment, Leaves.START, "first");
      segment.append(List.of(first));
      // The two files of the ledger's own segment come first.
      world.disk.keeperFlushes.set(2);
      assertThatThrownBy(world.ledger::checkpointNow).isInstanceOf(IOException.class);
      world.disk.keeperFlushes.set(-1);

      // The system tells of lost pages once, and the keeper was the one who heard.
      Entry second = Leaves.admitted(segment, Leaves.START, "second");
      assertThatThrownBy(() -> segment.append(List.of(second))).isInstanceOf(IOException.class);

      Entry third = Leaves.admitted(segment, Leaves.START, "third");
      segment.append(List.of(third));
      assertThat(world.stored()).containsExactly(first.leaf(), third.leaf());
    }
  }

  @Test
  void a_defect_in_the_writer_refuses_and_the_next_turn_is_written() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      world.disk.broken = true;
      Entry first = Leaves.admitted(segment, Leaves.START, "first");
      assertThatThrownBy(() -> segment.append(List.of(first))).isInstanceOf(IOException.class);
      world.disk.broken = false;

      Entry second = Leaves.admitted(segment, Leaves.START, "second");
      segment.append(List.of(second));
      assertThat(world.stored()).containsExactly(second.leaf());
    }
  }

  @Test
  void a_defect_while_what_failed_is_cut_off_makes_nothing_durable() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      world.disk.deaf = true;
      world.disk.brokenCuts = true;
      Entry first = Leaves.admitted(segment, Leaves.START, "first");
      assertThatThrownBy(() -> segment.append(List.of(first))).isInstanceOf(IOException.class);
      world.disk.deaf = false;
      world.disk.brokenCuts = false;

      Entry second = Leaves.admitted(segment, Leaves.START, "second");
      segment.append(List.of(second));
      assertThat(world.stored()).containsExactly(second.leaf());
    }
  }

  @Test
  void many_parts_hold_what_was_acknowledged() throws IOException {
    List<Leaf> expected = new ArrayList<>();
    try (Ledger.Segment segment = world.ledger.open(1)) {
      for (int i = 0; i < 60; i++) {
        List<Entry> turn = new ArrayList<>();
        for (int j = 0; j < 10; j++) {
          turn.add(Leaves.admitted(segment, Leaves.START, "model " + i + " " + j));
        }
        world.disk.deaf = i % 5 == 4;
        try {
          segment.append(turn);
          turn.forEach(entry -> expected.add(entry.leaf()));
        } catch (IOException deaf) {
          assertThat(world.disk.deaf).isTrue();
        }
      }
      world.disk.deaf = false;
    }
    assertThat(expected).hasSize(480);
    assertThat(world.stored()).containsExactlyElementsOf(expected);
    assertThat(new Layout(world.directory).allSegments()).hasSizeGreaterThan(4);
  }

  @Test
  @Tag("reaches:LedgerSettings.longestWait")
  void an_append_that_waited_too_long_leaves_nothing() throws IOException {
    world.ledger.close();
    world.start(Duration.ofSeconds(1));
    Ledger.Segment segment = world.ledger.open(1);
    CountDownLatch stuck = new CountDownLatch(1);
    world.disk.stuck = stuck;
    assertThatThrownBy(() -> segment.append(List.of(Leaves.noted(segment, Leaves.START, "a"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in time");
    stuck.countDown();
    world.crash();
    assertThat(world.stored()).isEmpty();
  }

  @Test
  void a_segment_of_the_other_level_flushes_nothing() throws IOException {
    try (Ledger.Segment lasting = world.ledger.open(1);
        Ledger.Segment quick = world.ledger.open(2, Durability.PROCESS_CRASH)) {
      int before = world.disk.forces.get();
      Entry entry = Leaves.noted(quick, Leaves.START, "quick");
      quick.append(List.of(entry));
      assertThat(world.disk.forces.get()).isEqualTo(before);
      CountDownLatch stuck = new CountDownLatch(1);
      world.disk.stuck = stuck;
      AtomicInteger heard = new AtomicInteger();
      Entry late = Leaves.noted(lasting, Leaves.START, "late");
      lasting.append(
          List.of(late),
          new Ledger.Receipt() {
            @Override
            public void durable() {
              heard.incrementAndGet();
            }

            @Override
            public void failed(IOException why) {}
          });
      Entry meanwhile = Leaves.noted(quick, Leaves.START, "meanwhile");
      quick.append(List.of(meanwhile));
      assertThat(heard).hasValue(0);
      stuck.countDown();
      lasting.append(List.of(Leaves.noted(lasting, Leaves.START, "last")));
      assertThat(heard).hasValue(1);
      assertThat(world.stored()).contains(entry.leaf(), late.leaf(), meanwhile.leaf());
    }
  }

  @Test
  void a_writer_that_cannot_run_refuses_says_so_and_is_asked_again_with_the_next_turn()
      throws IOException {
    world.ledger.close();
    Exhausted threads = new Exhausted();
    world.start(threads);
    try (Ledger.Segment segment = world.ledger.open(1)) {
      threads.none = true;
      assertThatThrownBy(() -> segment.append(List.of(Leaves.noted(segment, Leaves.START, "a"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("nobody writes the ledger");
      assertThat(world.ledger.trouble()).isPresent();

      threads.none = false;
      Entry second = Leaves.noted(segment, Leaves.START, "b");
      segment.append(List.of(second));
      assertThat(world.stored()).containsExactly(second.leaf());
      assertThat(world.ledger.trouble()).isEmpty();
    }
  }

  /** A writer's thread that a machine without any left cannot begin. */
  private static final class Exhausted extends ThreadPoolExecutor {
    volatile boolean none;

    Exhausted() {
      super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    @Override
    public void execute(Runnable work) {
      if (none) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      super.execute(work);
    }
  }

  @Test
  @Tag("reaches:LedgerSettings.waitingTurns")
  void only_so_many_turns_wait() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      CountDownLatch stuck = new CountDownLatch(1);
      world.disk.stuck = stuck;
      AtomicInteger refused = new AtomicInteger();
      Ledger.Receipt counting =
          new Ledger.Receipt() {
            @Override
            public void durable() {}

            @Override
            public void failed(IOException why) {
              refused.incrementAndGet();
            }
          };
      for (int i = 0; i < 64 + 9; i++) {
        segment.append(List.of(Leaves.noted(segment, Leaves.START, "n" + i)), counting);
      }
      assertThat(refused).hasValue(9);
      stuck.countDown();
    }
    assertThat(world.stored()).hasSize(64);
  }
}
