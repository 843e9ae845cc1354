package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InlineLedgerTest extends LedgerTrial {
  @Override
  Durability level() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  protected void broken(boolean fails) {
    disk.dead = fails;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 300})
  void a_write_that_stopped_short_leaves_nothing(int octets) throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      Entry first = Leaves.admitted(segment, Leaves.START, "first");
      segment.append(List.of(first));
      disk.writesOnly = octets;
      disk.uncuttable = true;
      Entry lost = Leaves.admitted(segment, Leaves.START, "lost");
      assertThatThrownBy(() -> segment.append(List.of(lost))).isInstanceOf(IOException.class);
      disk.writesOnly = -1;
      assertThatThrownBy(() -> segment.append(List.of(lost)))
          .as("what was torn must be cut before anything follows")
          .isInstanceOf(IOException.class);
      disk.uncuttable = false;
      Entry third = Leaves.admitted(segment, Leaves.START, "third");
      segment.append(List.of(third));
      assertThat(stored()).containsExactly(first.leaf(), third.leaf());
    }
  }

  @Test
  @Tag("reaches:LedgerSettings.segmentOctets")
  void a_full_part_is_followed_by_another() throws IOException {
    List<Leaf> expected = new ArrayList<>();
    try (Ledger.Segment segment = ledger.open(1)) {
      for (int i = 0; i < 500; i++) {
        Entry entry = Leaves.admitted(segment, Leaves.START, "model " + i);
        segment.append(List.of(entry));
        expected.add(entry.leaf());
      }
    }
    assertThat(stored()).containsExactlyElementsOf(expected);
    assertThat(new Layout(directory).allSegments()).hasSizeGreaterThan(3);
  }

  @Test
  void when_no_further_part_can_be_made_appends_fail_until_one_can() throws IOException {
    List<Leaf> expected = new ArrayList<>();
    try (Ledger.Segment segment = ledger.open(1)) {
      disk.noFiles = true;
      int failed = 0;
      for (int i = 0; i < 1000; i++) {
        Entry entry = Leaves.admitted(segment, Leaves.START, "model " + i);
        try {
          segment.append(List.of(entry));
          expected.add(entry.leaf());
        } catch (IOException full) {
          failed++;
          disk.noFiles = failed < 3;
        }
      }
      assertThat(failed).isEqualTo(3);
    }
    assertThat(stored()).containsExactlyElementsOf(expected);
  }

  @Test
  void what_a_crash_left_open_is_closed_as_unknown_once() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    Entry open = Leaves.admitted(segment, Leaves.START, "open");
    Entry done = Leaves.admitted(segment, Leaves.START, "done");
    segment.append(List.of(open, done));
    segment.append(List.of(Leaves.closed(segment, Leaves.START, done.leaf().id())));
    crash();
    restart();
    crash();
    List<Leaf> leaves = stored();
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
    Ledger.Segment one = ledger.open(1);
    Ledger.Segment two = ledger.open(2);
    Entry admitted = Leaves.admitted(one, Leaves.START, "a");
    one.append(List.of(admitted));
    Entry closed = Leaves.closed(two, Leaves.START, admitted.leaf().id());
    two.append(List.of(closed));
    two.close();
    crash();
    assertThat(stored()).containsExactly(admitted.leaf(), closed.leaf());
  }

  @Test
  void what_a_closed_segment_left_open_is_closed_at_the_next_start() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "open")));
    segment.close();
    restart();
    assertThat(stored()).hasSize(2);
    restart();
    assertThat(stored()).hasSize(2);
  }

  @Test
  void a_torn_tail_is_cut_off_and_kept_aside() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    Entry whole = Leaves.noted(segment, Leaves.START, "reloaded");
    segment.append(List.of(whole));
    disk.writesOnly = 100;
    disk.uncuttable = true;
    assertThatThrownBy(() -> segment.append(List.of(Leaves.noted(segment, Leaves.START, "torn"))))
        .isInstanceOf(IOException.class);
    disk.writesOnly = -1;
    disk.uncuttable = false;
    crash();
    assertThat(stored()).containsExactly(whole.leaf());
    long kept;
    try (var aside = Files.list(new Layout(directory).aside())) {
      kept = Files.size(aside.toList().getFirst());
    }
    assertThat(kept).isBetween(90L, 100L);
    assertThat(LedgerTrial.stored(directory))
        .filteredOn(Leaf.Noted.class::isInstance)
        .map(leaf -> ((Leaf.Noted) leaf).about().getOrDefault("torn-octets", ""))
        .contains(Long.toString(kept));
  }

  @Test
  void recordings_behind_a_hole_are_kept_aside_until_something_is_erased() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    for (int i = 0; i < 3; i++) {
      segment.append(List.of(Leaves.admitted(segment, Leaves.START, "entry " + i)));
    }
    ledger.abandon();
    Layout layout = new Layout(directory);
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
    start();

    assertThat(Files.size(file)).isEqualTo(hole);
    Path kept = layout.recordingsAside().getFirst();
    byte[] aside = Files.readAllBytes(kept);
    assertThat(aside).startsWith(0, 0, 0, 0).hasSizeGreaterThan(100);
    assertThat(Arrays.copyOfRange(aside, 4, aside.length))
        .isEqualTo(Arrays.copyOfRange(before, hole + 4, hole + aside.length));
    Erasure.erase(directory, id -> false);
    assertThat(kept).doesNotExist();
  }

  @Test
  void recordings_before_one_that_was_erased_are_not_cut() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    Entry erased = Entry.of(Leaves.noted(segment, Leaves.START, "none").leaf());
    for (int i = 0; i < 3; i++) {
      erased = Leaves.admitted(segment, Leaves.START, "entry " + i);
      segment.append(List.of(erased));
    }
    ledger.abandon();
    assertThat(Erasure.erase(directory, erased.leaf().id()::equals)).isPositive();
    Layout layout = new Layout(directory);
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
    start();

    assertThat(Files.size(file)).isEqualTo(end);
    assertThat(layout.recordingsAside()).isEmpty();
  }

  @Test
  void an_end_with_room_left_behind_it_is_cut_and_stays_the_end() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    Entry admitted = Leaves.admitted(segment, Leaves.START, "model");
    segment.append(List.of(admitted, Leaves.closed(segment, Leaves.START, admitted.leaf().id())));
    segment.close();
    ledger.abandon();
    Layout layout = new Layout(directory);
    long name = admitted.leaf().id().high();
    // As if it had died between the last frame and the cut behind it.
    Files.write(layout.segment(name, 0), new byte[500], StandardOpenOption.APPEND);

    start();

    assertThat(LedgerAudit.verify(directory, Optional.empty(), Optional.empty()).sound()).isTrue();
    assertThat(layout.segment(name, 1)).doesNotExist();
  }

  @Test
  void a_part_whose_header_never_reached_the_disk_is_kept_aside_unless_it_was_signed()
      throws IOException {
    Ledger.Segment segment = ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "model")));
    ledger.checkpointNow();
    ledger.close();
    Layout layout = new Layout(directory);
    Path unsigned = layout.segment(0x1234_5678_0000_0001L, 0);
    Files.write(unsigned, new byte[4096]);

    start();
    assertThat(unsigned).doesNotExist();
    assertThat(layout.aside().resolve(unsigned.getFileName())).exists();
    assertThat(LedgerAudit.verify(directory, Optional.empty(), Optional.empty()).sound()).isTrue();

    ledger.close();
    Path signed = layout.segment(segment.next().high(), 0);
    Files.write(signed, new byte[4096]);
    start();
    assertThat(signed).exists();
    assertThat(LedgerAudit.verify(directory, Optional.empty(), Optional.empty()).sound()).isFalse();
  }

  @Test
  void a_part_that_cannot_be_read_is_not_written_over_by_recovery() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    long name = segment.next().high();
    Layout layout = new Layout(directory);
    for (int i = 0; i < 2000 && !Files.exists(layout.segment(name, 1)); i++) {
      segment.append(List.of(Leaves.admitted(segment, Leaves.START, "model " + i)));
    }
    ledger.abandon();
    Path second = layout.segment(name, 1);
    byte[] damaged = Files.readAllBytes(second);
    damaged[0] ^= 1;
    Files.write(second, damaged);

    start();
    assertThat(Files.readAllBytes(second)).isEqualTo(damaged);
    assertThat(LedgerAudit.verify(directory, Optional.empty(), Optional.empty()).sound()).isFalse();
  }

  @Test
  void names_of_a_crashed_run_are_not_given_again() throws IOException {
    Ledger.Segment before = ledger.open(1);
    long high = before.next().high();
    crash();
    try (Ledger.Segment after = ledger.open(1)) {
      assertThat(after.next().high()).isGreaterThan(high);
    }
  }

  @Test
  void one_process_at_a_time() {
    assertThatThrownBy(() -> FileLedger.start(settings(), java.time.Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another process");
  }

  @Test
  void the_private_key_is_its_owners_alone() throws IOException {
    Layout layout = new Layout(directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.privateKey())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.segments())))
        .isEqualTo("rwx------");
  }

  @Test
  void a_ledger_without_its_key_does_not_start() throws IOException {
    ledger.close();
    Files.delete(new Layout(directory).privateKey());
    assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("key");
  }

  @Test
  void a_start_that_died_between_its_two_keys_is_done_again() throws IOException {
    Layout other = new Layout(directory.resolve("other"));
    other.make();
    Files.writeString(other.publicKey(), "half");

    FileLedger.start(LedgerSettings.in(other.directory()), Clock.systemUTC()).close();

    assertThat(LedgerAudit.verify(other.directory(), Optional.empty(), Optional.empty()).clean())
        .isTrue();
  }

  @Test
  void what_fails_is_told_until_the_disk_is_well_though_nobody_asks_for_anything()
      throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      disk.dead = true;
      assertThatThrownBy(
              () -> segment.append(List.of(Leaves.admitted(segment, Leaves.START, "refused"))))
          .isInstanceOf(IOException.class);
      ledger.tendNow();
      assertThat(ledger.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("Input/output error"));

      disk.dead = false;
      ledger.tendNow();
      assertThat(ledger.trouble()).isEmpty();
    }
  }

  @Test
  void files_that_are_gone_refuse_and_files_that_are_back_do_not() throws IOException {
    Path elsewhere = directory.resolveSibling(directory.getFileName() + "-elsewhere");
    try (Ledger.Segment segment = ledger.open(1)) {
      Files.move(directory, elsewhere);
      ledger.tendNow();
      assertThatThrownBy(
              () -> segment.append(List.of(Leaves.admitted(segment, Leaves.START, "refused"))))
          .hasMessageContaining("gone");
      assertThat(ledger.trouble()).hasValueSatisfying(why -> assertThat(why).contains("gone"));

      Files.move(elsewhere, directory);
      ledger.tendNow();
      Entry taken = Leaves.admitted(segment, Leaves.START, "taken");
      segment.append(List.of(taken));
      assertThat(ledger.trouble()).isEmpty();
      assertThat(stored()).containsExactly(taken.leaf());
    }
  }

  @Test
  void a_full_disk_is_not_filled_with_drafts() throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      disk.full = true;
      int failed = 0;
      for (int i = 0; i < 5000 && failed < 5; i++) {
        try {
          segment.append(List.of(Leaves.admitted(segment, Leaves.START, "model " + i)));
        } catch (IOException full) {
          failed++;
        }
      }
      assertThat(failed).isEqualTo(5);
      ledger.tendNow();
      assertThat(drafts()).isEmpty();
      disk.full = false;
    }
  }

  private List<Path> drafts() throws IOException {
    Layout layout = new Layout(directory);
    try (Stream<Path> leaves = Files.list(layout.segments());
        Stream<Path> recordings = Files.list(layout.recordings())) {
      return Stream.concat(leaves, recordings)
          .filter(file -> file.getFileName().toString().startsWith(Layout.DRAFT))
          .toList();
    }
  }

  @Test
  void an_interrupted_loop_goes_on_writing() throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      Thread.currentThread().interrupt();
      Entry entry = Leaves.admitted(segment, Leaves.START, "b");
      segment.append(List.of(entry));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(stored()).containsExactly(entry.leaf());
    }
  }

  @Test
  @Tag("reaches:LedgerSettings.longestRecording")
  void of_a_recording_beyond_the_limit_its_size_is_kept() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    Value deep = new Value.Null();
    for (int i = 0; i < 300; i++) {
      deep = new Value.ListOf(List.of(deep));
    }
    Entry one = Leaves.admitted(segment, Instant.now(), "x".repeat(5000));
    Entry two = Leaves.admitted(segment, Instant.now(), "two");
    segment.append(List.of(one, two, Leaves.closed(segment, Instant.now(), two.leaf().id(), deep)));
    SessionStory story = LedgerReader.of(directory).session("s-1").orElseThrow();
    assertThat(story.deeds().getFirst().request().orElseThrow().toString())
        .contains("not kept: 5")
        .contains("limit of 4096");
    assertThat(story.deeds().get(1).reply().orElseThrow().toString()).contains("nested deeper");
  }

  @Test
  void an_erased_recording_is_gone_and_breaks_nothing() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    Entry erased = Leaves.admitted(segment, Instant.now(), "secret");
    Entry kept = Leaves.admitted(segment, Instant.now(), "kept");
    segment.append(List.of(erased, kept));
    assertThat(Erasure.erase(directory, erased.leaf().id()::equals)).isEqualTo(2);
    segment.append(List.of(Leaves.closed(segment, Instant.now(), kept.leaf().id())));
    for (Path file : new Layout(directory).allRecordings()) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    }
    SessionStory story = LedgerReader.of(directory).session("s-1").orElseThrow();
    assertThat(story.deeds().getFirst().request()).isEmpty();
    assertThat(story.deeds().get(1).request()).isPresent();
    Report report = LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().erased()).isEqualTo(2);
    assertThat(Erasure.erase(directory, erased.leaf().id()::equals)).isZero();
  }

  @Test
  void a_failed_flush_is_not_forgotten_when_the_next_one_works() throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      Entry kept = Leaves.admitted(segment, Leaves.START, "kept");
      segment.append(List.of(kept));
      // The two files of the ledger's own segment come first.
      disk.keeperFlushes.set(2);
      assertThatThrownBy(ledger::checkpointNow).isInstanceOf(IOException.class);
      disk.keeperFlushes.set(-1);
      disk.unrepeatable = true;
      assertThatThrownBy(ledger::checkpointNow).isInstanceOf(IOException.class);
      ledger.tendNow();
      assertThat(ledger.trouble()).isPresent();

      disk.unrepeatable = false;
      int before = disk.agains.get();
      ledger.tendNow();
      assertThat(ledger.trouble()).isEmpty();
      assertThat(disk.agains.get()).isEqualTo(before + 2);
      ledger.checkpointNow();
      assertThat(disk.agains.get()).isEqualTo(before + 2);
      assertThat(stored()).containsExactly(kept.leaf());
    }
  }

  @Test
  void what_was_dropped_behind_a_failed_flush_is_not_signed() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "dropped")));
    disk.keeperFlushes.set(2);
    assertThatThrownBy(ledger::checkpointNow).isInstanceOf(IOException.class);
    disk.keeperFlushes.set(-1);
    // As if the system had dropped the page: the disk has still what was there before.
    Path file = new Layout(directory).segment(segment.next().high(), 0);
    try (RandomAccessFile leaves = new RandomAccessFile(file.toFile(), "rw")) {
      leaves.seek(SegmentHeader.LENGTH);
      leaves.write(new byte[100]);
    }

    assertThatThrownBy(ledger::checkpointNow)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("restart");
    ledger.tendNow();
    assertThat(ledger.trouble()).hasValueSatisfying(why -> assertThat(why).contains("restart"));
    ledger.abandon();
    start();
  }

  @Test
  @Tag("reaches:LedgerSettings.checkpointEvery")
  void a_checkpoint_that_cannot_be_signed_is_told_and_tried_again() throws IOException {
    try (Ledger.Segment segment = ledger.open(1)) {
      segment.append(List.of(Leaves.noted(segment, Leaves.START, "reloaded")));
      disk.writesOnly = 10;
      assertThatThrownBy(ledger::checkpointNow).isInstanceOf(IOException.class);
      assertThat(ledger.trouble()).hasValueSatisfying(why -> assertThat(why).contains("error"));
      disk.writesOnly = -1;
      ledger.checkpointNow();
      assertThat(ledger.trouble()).isEmpty();
    }
    ledger.close();
    Report report = LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
    assertThat(report.findings()).isEmpty();
    assertThat(report.signed().leaves()).isEqualTo(report.counted().leaves());
  }
}
