package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every ledger does. A test of one extends this and says how it is made, broken and read. */
public abstract class LedgerContract {
  /** The ledger under test: fresh for each test, the same within one. */
  protected abstract Ledger ledger() throws IOException;

  /** Makes appends fail, or work again. */
  protected abstract void broken(boolean fails);

  /** What an auditor would read now: the gate's leaves of all segments, in order. */
  protected abstract List<Leaf> stored() throws IOException;

  @Test
  void names_are_unique_over_segments_and_reopening() throws IOException {
    Set<EntryId> names = new HashSet<>();
    for (int round = 0; round < 2; round++) {
      try (Ledger.Segment one = ledger().open(1);
          Ledger.Segment two = ledger().open(2)) {
        for (int i = 0; i < 100; i++) {
          assertThat(names.add(one.next())).isTrue();
          assertThat(names.add(two.next())).isTrue();
        }
      }
    }
  }

  @Test
  void salts_are_sixteen_bytes_and_never_the_same() throws IOException {
    try (Ledger.Segment segment = ledger().open(1)) {
      Set<String> salts = new HashSet<>();
      for (int i = 0; i < 1000; i++) {
        byte[] salt = segment.salt();
        assertThat(salt).hasSize(16);
        assertThat(salts.add(HexFormat.of().formatHex(salt))).isTrue();
      }
    }
  }

  @Test
  void what_was_appended_is_read_back_in_order() throws IOException {
    try (Ledger.Segment segment = ledger().open(1)) {
      List<Entry> turn = turn(segment);
      segment.append(turn);
      assertThat(stored()).containsExactlyElementsOf(leaves(turn));
    }
  }

  @Test
  void an_empty_turn_leaves_nothing() throws IOException {
    try (Ledger.Segment segment = ledger().open(1)) {
      segment.append(List.of());
      assertThat(stored()).isEmpty();
    }
  }

  @Test
  void nothing_of_a_turn_counts_when_the_ledger_fails() throws IOException {
    try (Ledger.Segment segment = ledger().open(1)) {
      List<Entry> kept = turn(segment);
      segment.append(kept);
      broken(true);
      assertThatThrownBy(() -> segment.append(turn(segment))).isInstanceOf(IOException.class);
      broken(false);
      assertThat(stored()).containsExactlyElementsOf(leaves(kept));
    }
  }

  @Test
  void recovers_by_itself_when_the_fault_is_gone() throws IOException {
    try (Ledger.Segment segment = ledger().open(1)) {
      broken(true);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> segment.append(turn(segment))).isInstanceOf(IOException.class);
      }
      broken(false);
      List<Entry> turn = turn(segment);
      segment.append(turn);
      assertThat(stored()).containsExactlyElementsOf(leaves(turn));
    }
  }

  @Test
  void a_failed_turn_may_be_appended_again() throws IOException {
    try (Ledger.Segment segment = ledger().open(1)) {
      List<Entry> turn = turn(segment);
      broken(true);
      assertThatThrownBy(() -> segment.append(turn)).isInstanceOf(IOException.class);
      broken(false);
      segment.append(turn);
      assertThat(stored()).containsExactlyElementsOf(leaves(turn));
    }
  }

  @Test
  void receipts_come_in_order_and_once() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    List<Leaf> expected = new ArrayList<>();
    try (Ledger.Segment segment = ledger().open(1)) {
      for (int i = 0; i < 20; i++) {
        List<Entry> turn = turn(segment);
        expected.addAll(leaves(turn));
        segment.append(turn, telling(heard, "turn " + i));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("turn " + i + " durable");
      }
      assertThat(stored()).containsExactlyElementsOf(expected);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void a_receipt_hears_of_a_failure() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (Ledger.Segment segment = ledger().open(1)) {
      broken(true);
      segment.append(turn(segment), telling(heard, "turn"));
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("turn failed");
      broken(false);
      assertThat(stored()).isEmpty();
    }
  }

  @Test
  void a_number_is_open_once() throws IOException {
    try (Ledger.Segment segment = ledger().open(7)) {
      assertThat(segment.next()).isNotNull();
      assertThatThrownBy(() -> ledger().open(7)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void a_closed_segment_takes_nothing() throws IOException {
    Ledger.Segment segment = ledger().open(1);
    List<Entry> turn = turn(segment);
    segment.close();
    assertThatThrownBy(() -> segment.append(turn)).isInstanceOf(IllegalStateException.class);
    assertThat(stored()).isEmpty();
  }

  private static List<Entry> turn(Ledger.Segment segment) {
    Entry admitted = Leaves.admitted(segment, Leaves.START, "churn-v3");
    return List.of(
        admitted,
        Leaves.refused(segment, Leaves.START, "s-1", Leaves.operation("fraud-v1")),
        Leaves.closed(segment, Leaves.START.plusMillis(12), admitted.leaf().id()),
        Leaves.noted(segment, Leaves.START.plusMillis(13), "reloaded"));
  }

  private static List<Leaf> leaves(List<Entry> turn) {
    return turn.stream().map(Entry::leaf).toList();
  }

  private static Ledger.Receipt telling(BlockingQueue<String> heard, String name) {
    return new Ledger.Receipt() {
      @Override
      public void durable() {
        heard.add(name + " durable");
      }

      @Override
      public void failed(IOException why) {
        heard.add(name + " failed");
      }
    };
  }
}
