package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of what a crash, or a damage, left. */
class LedgerRecoveryTest {
  @TempDir private Path folder;
  private LedgerStand world;

  @BeforeEach
  void open() throws IOException {
    world = new LedgerStand(folder, Durability.PROCESS_CRASH);
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  @Test
  void what_a_crash_left_open_is_closed_as_unknown_once() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    Entry open = Leaves.admitted(segment, Leaves.START, "open");
    Entry done = Leaves.admitted(segment, Leaves.START, "done");
    segment.append(List.of(open, done));
    segment.append(List.of(Leaves.closed(segment, Leaves.START, done.leaf().id())));
    world.crash();
    world.restart();
    world.crash();
    List<Leaf> leaves = world.stored();
    assertThat(leaves).hasSize(4);
    assertThat(leaves.getLast())
        .isInstanceOfSatisfying(
            Leaf.Closed.class,
            closed -> {
              assertThat(closed.of()).isEqualTo(open.leaf().id());
              assertThat(closed.outcome().end()).isEqualTo(Leaf.End.UNKNOWN);
              assertThat(closed.id().high()).isEqualTo(open.leaf().id().high());
            });
  }

  @Test
  void what_another_segment_closed_is_not_closed_again() throws IOException {
    Ledger.Segment one = world.ledger.open(1);
    Ledger.Segment two = world.ledger.open(2);
    Entry admitted = Leaves.admitted(one, Leaves.START, "a");
    one.append(List.of(admitted));
    Entry closed = Leaves.closed(two, Leaves.START, admitted.leaf().id());
    two.append(List.of(closed));
    two.close();
    world.crash();
    assertThat(world.stored()).containsExactly(admitted.leaf(), closed.leaf());
  }

  @Test
  void what_a_closed_segment_left_open_is_closed_at_the_next_start() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "open")));
    segment.close();
    world.restart();
    assertThat(world.stored()).hasSize(2);
    world.restart();
    assertThat(world.stored()).hasSize(2);
  }

  @Test
  void a_torn_tail_is_cut_off_and_kept_aside() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    Entry whole = Leaves.noted(segment, Leaves.START, "reloaded");
    segment.append(List.of(whole));
    world.disk.writesOnly = 100;
    world.disk.uncuttable = true;
    assertThatThrownBy(() -> segment.append(List.of(Leaves.noted(segment, Leaves.START, "torn"))))
        .isInstanceOf(IOException.class);
    world.disk.writesOnly = -1;
    world.disk.uncuttable = false;
    world.crash();
    assertThat(world.stored()).containsExactly(whole.leaf());
    long kept;
    try (var aside = Files.list(new Layout(world.directory).aside())) {
      kept = Files.size(aside.toList().getFirst());
    }
    assertThat(kept).isBetween(90L, 100L);
    assertThat(LedgerTrial.stored(world.directory))
        .filteredOn(Leaf.Noted.class::isInstance)
        .map(leaf -> ((Leaf.Noted) leaf).about().getOrDefault("torn-octets", ""))
        .contains(Long.toString(kept));
  }

  @Test
  void recordings_behind_a_hole_are_kept_aside_until_something_is_erased() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    for (int i = 0; i < 3; i++) {
      segment.append(List.of(Leaves.admitted(segment, Leaves.START, "entry " + i)));
    }
    world.ledger.abandon();
    Layout layout = new Layout(world.directory);
    Path file =
        layout.allRecordings().stream()
            .filter(each -> Layout.segmentOf(each) == segment.next().high())
            .findFirst()
            .orElseThrow();
    byte[] before = Files.readAllBytes(file);
    int hole = 0;
    try (RandomAccessFile recordings = new RandomAccessFile(file.toFile(), "rw")) {
      // The first frame stays; the length of the second is lost.
      hole = 8 + recordings.readInt();
      recordings.seek(hole);
      recordings.writeInt(0);
    }
    world.start();

    assertThat(Files.size(file)).isEqualTo(hole);
    Path kept = layout.recordingsAside().getFirst();
    byte[] aside = Files.readAllBytes(kept);
    assertThat(aside).startsWith(0, 0, 0, 0).hasSizeGreaterThan(100);
    assertThat(Arrays.copyOfRange(aside, 4, aside.length))
        .isEqualTo(Arrays.copyOfRange(before, hole + 4, hole + aside.length));
    Erasure.erase(world.directory, id -> false);
    assertThat(kept).doesNotExist();
  }

  @Test
  void recordings_before_one_that_was_erased_are_not_cut() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    Entry erased = Entry.of(Leaves.noted(segment, Leaves.START, "none").leaf());
    for (int i = 0; i < 3; i++) {
      erased = Leaves.admitted(segment, Leaves.START, "entry " + i);
      segment.append(List.of(erased));
    }
    world.ledger.abandon();
    assertThat(Erasure.erase(world.directory, erased.leaf().id()::equals)).isPositive();
    Layout layout = new Layout(world.directory);
    long name = segment.next().high();
    Path file =
        layout.allRecordings().stream()
            .filter(each -> Layout.segmentOf(each) == name)
            .findFirst()
            .orElseThrow();
    long end;
    try (RandomAccessFile recordings = new RandomAccessFile(file.toFile(), "rw")) {
      end = 0;
      for (int length = recordings.readInt(); length > 0; length = recordings.readInt()) {
        recordings.seek(end + 4);
        // Of all frames but those that were erased the checksum is lost.
        if (recordings.readInt() != 0) {
          recordings.seek(end + 4);
          recordings.writeInt(1);
        }
        end += 8 + length;
        recordings.seek(end);
      }
    }
    world.start();

    assertThat(Files.size(file)).isEqualTo(end);
    assertThat(layout.recordingsAside()).isEmpty();
  }

  @Test
  void an_end_with_room_left_behind_it_is_cut_and_stays_the_end() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    Entry admitted = Leaves.admitted(segment, Leaves.START, "model");
    segment.append(List.of(admitted, Leaves.closed(segment, Leaves.START, admitted.leaf().id())));
    segment.close();
    world.ledger.abandon();
    Layout layout = new Layout(world.directory);
    long name = admitted.leaf().id().high();
    // As if it had died between the last frame and the cut behind it.
    Files.write(layout.segment(name, 0), new byte[500], StandardOpenOption.APPEND);

    world.start();

    assertThat(LedgerAudit.verify(world.directory, Optional.empty(), Optional.empty()).sound())
        .isTrue();
    assertThat(layout.segment(name, 1)).doesNotExist();
  }

  @Test
  void a_part_whose_header_never_reached_the_disk_is_kept_aside_unless_it_was_signed()
      throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "model")));
    world.ledger.checkpointNow();
    world.ledger.close();
    Layout layout = new Layout(world.directory);
    Path unsigned = layout.segment(0x1234_5678_0000_0001L, 0);
    Files.write(unsigned, new byte[4096]);

    world.start();
    assertThat(unsigned).doesNotExist();
    assertThat(layout.aside().resolve(unsigned.getFileName())).exists();
    assertThat(LedgerAudit.verify(world.directory, Optional.empty(), Optional.empty()).sound())
        .isTrue();

    world.ledger.close();
    Path signed = layout.segment(segment.next().high(), 0);
    Files.write(signed, new byte[4096]);
    world.start();
    assertThat(signed).exists();
    assertThat(LedgerAudit.verify(world.directory, Optional.empty(), Optional.empty()).sound())
        .isFalse();
  }

  @Test
  void a_part_that_cannot_be_read_is_not_written_over_by_recovery() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    long name = segment.next().high();
    Layout layout = new Layout(world.directory);
    for (int i = 0; i < 2000 && !Files.exists(layout.segment(name, 1)); i++) {
      segment.append(List.of(Leaves.admitted(segment, Leaves.START, "model " + i)));
    }
    world.ledger.abandon();
    Path second = layout.segment(name, 1);
    byte[] damaged = Files.readAllBytes(second);
    damaged[0] ^= 1;
    Files.write(second, damaged);

    world.start();
    assertThat(Files.readAllBytes(second)).isEqualTo(damaged);
    assertThat(LedgerAudit.verify(world.directory, Optional.empty(), Optional.empty()).sound())
        .isFalse();
  }

  @Test
  void names_of_a_crashed_run_are_not_given_again() throws IOException {
    Ledger.Segment before = world.ledger.open(1);
    long high = before.next().high();
    world.crash();
    try (Ledger.Segment after = world.ledger.open(1)) {
      assertThat(after.next().high()).isGreaterThan(high);
    }
  }

  @Test
  void a_start_that_died_between_its_two_keys_is_done_again() throws IOException {
    Layout other = new Layout(world.directory.resolve("other"));
    other.make();
    Files.writeString(other.publicKey(), "half");

    FileLedger.start(LedgerSettings.in(other.directory()), Clock.systemUTC()).close();

    assertThat(LedgerAudit.verify(other.directory(), Optional.empty(), Optional.empty()).clean())
        .isTrue();
  }

  @Test
  void a_ledger_without_its_key_does_not_start() throws IOException {
    world.ledger.close();
    Files.delete(new Layout(world.directory).privateKey());
    assertThatThrownBy(world::start).isInstanceOf(IOException.class).hasMessageContaining("key");
  }
}
