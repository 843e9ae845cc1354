package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a turn costs where room was made ahead, and what happens when there is none. */
class RoomLedgerTest {
  private static final long MOST_BYTES_A_TURN = 2048;

  @TempDir Path directory;
  private final FaultyDisk disk = new FaultyDisk();
  private FileLedger ledger;

  @BeforeEach
  void start() throws IOException {
    ledger = FileLedger.start(settings(), Clock.systemUTC(), disk);
  }

  @AfterEach
  void stop() throws IOException {
    ledger.close();
  }

  private LedgerSettings settings() {
    return settings(16 << 20);
  }

  private LedgerSettings settings(long recordings) {
    return new LedgerSettings(
        directory,
        LedgerSettings.in(directory).level(),
        1 << 20,
        recordings,
        1 << 20,
        Duration.ofHours(1),
        64,
        Duration.ofSeconds(10));
  }

  @Test
  void a_turn_with_recordings_is_no_write_at_all() throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      int writes = disk.writesOfThisThread();
      int puts = disk.puts.get();
      for (int i = 0; i < 50; i++) {
        segment.append(turn(segment, i));
      }
      assertThat(disk.writesOfThisThread() - writes).isZero();
      assertThat(disk.puts.get() - puts).as("leaves and recordings of each").isEqualTo(100);
    }
  }

  @Test
  void without_room_a_turn_is_two_writes() throws IOException {
    disk.noRoom = true;
    assertThatThrownBy(() -> ledger.open(1)).isInstanceOf(IOException.class);
    disk.noRoom = false;
    try (Ledger.Segment segment = ledger.open(1)) {
      disk.noRoom = true;
      List<Leaf> expected = fillAPart(segment);
      int writes = disk.writesOfThisThread();
      List<Entry> turn = turn(segment, 0);
      segment.append(turn);
      turn.forEach(entry -> expected.add(entry.leaf()));
      assertThat(disk.writesOfThisThread() - writes).isLessThanOrEqualTo(2);
      assertThat(LedgerTrial.stored(directory)).containsAll(expected);
    }
  }

  @Test
  void a_turn_allocates_little() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Ledger.Segment segment = ledger.open(1)) {
      List<List<Entry>> turns = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        turns.add(turn(segment, i));
      }
      for (List<Entry> turn : turns.subList(0, 300)) {
        segment.append(turn);
      }
      long least = Long.MAX_VALUE;
      for (List<Entry> turn : turns.subList(300, 600)) {
        long before = threads.getCurrentThreadAllocatedBytes();
        segment.append(turn);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isLessThanOrEqualTo(MOST_BYTES_A_TURN);
    }
  }

  @Test
  void recordings_flow_from_window_to_window() throws IOException {
    Value large = new Value.Text("r".repeat(200_000));
    List<Leaf> expected = new ArrayList<>();
    try (Ledger.Segment segment = ledger.open(1)) {
      for (int i = 0; i < 150; i++) {
        Entry admitted = Leaves.admitted(segment, Leaves.START, "model " + i);
        Entry closed = Leaves.closed(segment, Leaves.START, admitted.leaf().id(), large);
        segment.append(List.of(admitted, closed));
        expected.add(admitted.leaf());
        expected.add(closed.leaf());
      }
      assertThat(verify().findings()).isEmpty();
      assertThat(verify().counted().erased()).isZero();
    }
    ledger.close();
    assertThat(LedgerTrial.stored(directory)).containsAll(expected);
    assertThat(verify().findings()).isEmpty();
    long shown =
        LedgerReader.of(directory).session("s-1").orElseThrow().deeds().stream()
            .filter(deed -> deed.reply().equals(Optional.of(large)))
            .count();
    assertThat(shown).isEqualTo(150);
    for (Path file : new Layout(directory).allRecordings()) {
      assertThat(Files.size(file)).as("room that was not used is given back").isLessThan(17 << 20);
    }
  }

  @Test
  @Tag("reaches:LedgerSettings.recordingsOctets")
  void where_a_file_of_recordings_is_full_another_part_follows() throws IOException {
    ledger.close();
    ledger = FileLedger.start(settings(1 << 20), Clock.systemUTC(), disk);
    Value large = new Value.Text("r".repeat(300_000));
    List<Leaf> expected = new ArrayList<>();
    // Without room that is made ahead: where there is some, a part is left when that is full too.
    try (Ledger.Segment segment = ledger.open(1, Durability.POWER_LOSS)) {
      for (int i = 0; i < 7; i++) {
        Entry admitted = Leaves.admitted(segment, Leaves.START, "model " + i);
        Entry closed = Leaves.closed(segment, Leaves.START, admitted.leaf().id(), large);
        segment.append(List.of(admitted, closed));
        expected.add(admitted.leaf());
        expected.add(closed.leaf());
      }
    }
    ledger.close();
    List<Long> sizes = new ArrayList<>();
    for (Path file : new Layout(directory).allRecordings()) {
      sizes.add(Files.size(file));
    }
    assertThat(sizes).allMatch(size -> size <= 1 << 20);
    assertThat(sizes.stream().filter(size -> size > 900_000)).as("three fit each").hasSize(2);
    assertThat(sizes.stream().filter(size -> size > 300_000)).hasSize(3);
    assertThat(stored()).containsExactlyElementsOf(expected);
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void a_turn_larger_than_any_room_is_written() throws IOException {
    Value large = new Value.Text("r".repeat(900_000));
    List<Entry> turn = new ArrayList<>();
    try (Ledger.Segment segment = ledger.open(1)) {
      segment.append(turn(segment, 0));
      for (int i = 0; i < 12; i++) {
        Entry admitted = Leaves.admitted(segment, Leaves.START, "model " + i);
        turn.add(admitted);
        turn.add(Leaves.closed(segment, Leaves.START, admitted.leaf().id(), large));
      }
      segment.append(turn);
      segment.append(turn(segment, 1));
      assertThat(verify().findings()).isEmpty();
      assertThat(verify().counted().erased()).isZero();
    }
    assertThat(LedgerTrial.stored(directory)).containsAll(turn.stream().map(Entry::leaf).toList());
  }

  @Test
  void on_a_full_disk_appends_go_on_in_the_room_and_fail_behind_it() throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      disk.noRoom = true;
      disk.full = true;
      List<Leaf> expected = new ArrayList<>();
      boolean refused = false;
      for (int i = 0; i < 20_000 && !refused; i++) {
        List<Entry> turn = turn(segment, i);
        try {
          segment.append(turn);
          turn.forEach(entry -> expected.add(entry.leaf()));
        } catch (IOException noSpace) {
          assertThat(noSpace).hasMessageContaining("No space left");
          refused = true;
        }
      }
      assertThat(refused).isTrue();
      assertThat(expected).hasSizeGreaterThan(500);
      disk.full = false;
      disk.noRoom = false;
      List<Entry> again = turn(segment, -1);
      segment.append(again);
      again.forEach(entry -> expected.add(entry.leaf()));
      assertThat(stored()).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void a_file_cut_under_the_gateway_fails_the_turn_and_not_the_process() throws IOException {
    ledger.close();
    // One window is all there is, so that the keeper never makes the file longer again.
    ledger = FileLedger.start(settings(2 << 20), Clock.systemUTC(), disk);
    try (Ledger.Segment segment = ledger.open(1)) {
      List<Entry> first = turn(segment, 0);
      segment.append(first);
      long size = 0;
      for (Path file : new Layout(directory).allRecordings()) {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
          if (cut.length() > 0) {
            size = cut.length();
            cut.setLength(0);
          }
        }
      }
      assertThat(size).as("the disk has blocks for what will be put").isGreaterThan(1 << 20);
      assertThatThrownBy(() -> segment.append(turn(segment, 1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no room");
      List<Entry> third = turn(segment, 2);
      segment.append(third);
      assertThat(stored())
          .containsExactlyElementsOf(
              List.of(
                  first.getFirst().leaf(),
                  first.getLast().leaf(),
                  third.getFirst().leaf(),
                  third.getLast().leaf()));
    }
  }

  @Test
  void what_a_crash_left_in_the_room_is_cut() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    segment.append(turn(segment, 0));
    disk.writesOnly = 300;
    assertThatThrownBy(() -> segment.append(turn(segment, 1))).isInstanceOf(IOException.class);
    disk.writesOnly = -1;
    ledger.abandon();
    start();
    assertThat(verify().findings()).isEmpty();
    assertThat(stored()).hasSize(2);
    for (Path file : new Layout(directory).allRecordings()) {
      assertThat(Files.size(file)).isLessThan(1 << 20);
    }
  }

  private List<Leaf> fillAPart(Ledger.Segment segment) throws IOException {
    List<Leaf> written = new ArrayList<>();
    int parts = new Layout(directory).allSegments().size();
    while (new Layout(directory).allSegments().size() == parts) {
      List<Entry> turn = turn(segment, written.size());
      segment.append(turn);
      turn.forEach(entry -> written.add(entry.leaf()));
    }
    return written;
  }

  private static List<Entry> turn(Ledger.Segment segment, int i) {
    Entry admitted = Leaves.admitted(segment, Leaves.START, "model " + i);
    return List.of(admitted, Leaves.closed(segment, Leaves.START, admitted.leaf().id()));
  }

  private List<Leaf> stored() throws IOException {
    return LedgerTrial.stored(directory).stream()
        .filter(leaf -> leaf.id().segment() != FileLedger.OWN_SEGMENT)
        .toList();
  }

  private Report verify() throws IOException {
    return LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
  }
}
