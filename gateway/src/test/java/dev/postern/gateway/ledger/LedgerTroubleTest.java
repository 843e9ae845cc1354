package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ledger does while its disk fails, what it says of that, and how it is over. */
class LedgerTroubleTest {
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
  void what_fails_is_told_until_the_disk_is_well_though_nobody_asks_for_anything()
      throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      world.disk.dead = true;
      assertThatThrownBy(
              () -> segment.append(List.of(Leaves.admitted(segment, Leaves.START, "refused"))))
          .isInstanceOf(IOException.class);
      world.ledger.tendNow();
      assertThat(world.ledger.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("Input/output error"));

      world.disk.dead = false;
      world.ledger.tendNow();
      assertThat(world.ledger.trouble()).isEmpty();
    }
  }

  @Test
  void files_that_are_gone_refuse_and_files_that_are_back_do_not() throws IOException {
    Path elsewhere = world.directory.resolveSibling(world.directory.getFileName() + "-elsewhere");
    try (Ledger.Segment segment = world.ledger.open(1)) {
      Files.move(world.directory, elsewhere);
      world.ledger.tendNow();
      assertThatThrownBy(
              () -> segment.append(List.of(Leaves.admitted(segment, Leaves.START, "refused"))))
          .hasMessageContaining("gone");
      assertThat(world.ledger.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("gone"));

      Files.move(elsewhere, world.directory);
      world.ledger.tendNow();
      Entry taken = Leaves.admitted(segment, Leaves.START, "taken");
      segment.append(List.of(taken));
      assertThat(world.ledger.trouble()).isEmpty();
      assertThat(world.stored()).containsExactly(taken.leaf());
    }
  }

  @Test
  void a_full_disk_is_not_filled_with_drafts() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      // The keeper has made what it makes ahead: nothing is half made when the disk is full.
      world.ledger.tendNow();
      world.disk.full = true;
      int failed = 0;
      for (int i = 0; i < 5000 && failed < 5; i++) {
        try {
          segment.append(List.of(Leaves.admitted(segment, Leaves.START, "model " + i)));
        } catch (IOException full) {
          failed++;
        }
      }
      assertThat(failed).isEqualTo(5);
      world.ledger.tendNow();
      assertThat(drafts()).isEmpty();
      world.disk.full = false;
    }
  }

  private List<Path> drafts() throws IOException {
    Layout layout = new Layout(world.directory);
    try (Stream<Path> leaves = Files.list(layout.segments());
        Stream<Path> recordings = Files.list(layout.recordings())) {
      return Stream.concat(leaves, recordings)
          .filter(file -> file.getFileName().toString().startsWith(Layout.DRAFT))
          .toList();
    }
  }

  @Test
  void when_no_further_part_can_be_made_appends_fail_until_one_can() throws IOException {
    List<Leaf> expected = new ArrayList<>();
    try (Ledger.Segment segment = world.ledger.open(1)) {
      world.disk.noFiles = true;
      int failed = 0;
      for (int i = 0; i < 1000; i++) {
        Entry entry = Leaves.admitted(segment, Leaves.START, "model " + i);
        try {
          segment.append(List.of(entry));
          expected.add(entry.leaf());
        } catch (IOException full) {
          failed++;
          world.disk.noFiles = failed < 3;
        }
      }
      assertThat(failed).isEqualTo(3);
    }
    assertThat(world.stored()).containsExactlyElementsOf(expected);
  }

  @Test
  void a_failed_flush_is_not_forgotten_when_the_next_one_works() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      Entry kept = Leaves.admitted(segment, Leaves.START, "kept");
      segment.append(List.of(kept));
      // The two files of the ledger's own segment come first.
      world.disk.keeperFlushes.set(2);
      assertThatThrownBy(world.ledger::checkpointNow).isInstanceOf(IOException.class);
      world.disk.keeperFlushes.set(-1);
      world.disk.unrepeatable = true;
      assertThatThrownBy(world.ledger::checkpointNow).isInstanceOf(IOException.class);
      world.ledger.tendNow();
      assertThat(world.ledger.trouble()).isPresent();

      world.disk.unrepeatable = false;
      int before = world.disk.agains.get();
      world.ledger.tendNow();
      assertThat(world.ledger.trouble()).isEmpty();
      assertThat(world.disk.agains.get()).isEqualTo(before + 2);
      world.ledger.checkpointNow();
      assertThat(world.disk.agains.get()).isEqualTo(before + 2);
      assertThat(world.stored()).containsExactly(kept.leaf());
    }
  }

  @Test
  void what_was_dropped_behind_a_failed_flush_is_not_signed() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "dropped")));
    world.disk.keeperFlushes.set(2);
    assertThatThrownBy(world.ledger::checkpointNow).isInstanceOf(IOException.class);
    world.disk.keeperFlushes.set(-1);
    // As if the system had dropped the page: the disk has still what was there before.
    Path file = new Layout(world.directory).segment(segment.next().high(), 0);
    try (RandomAccessFile leaves = new RandomAccessFile(file.toFile(), "rw")) {
      leaves.seek(SegmentHeader.LENGTH);
      leaves.write(new byte[100]);
    }

    assertThatThrownBy(world.ledger::checkpointNow)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("restart");
    world.ledger.tendNow();
    assertThat(world.ledger.trouble())
        .hasValueSatisfying(why -> assertThat(why).contains("restart"));
    world.ledger.abandon();
    world.start();
  }

  @Test
  @Tag("reaches:LedgerSettings.checkpointEvery")
  void a_checkpoint_that_cannot_be_signed_is_told_and_tried_again() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      segment.append(List.of(Leaves.noted(segment, Leaves.START, "reloaded")));
      world.disk.writesOnly = 10;
      assertThatThrownBy(world.ledger::checkpointNow).isInstanceOf(IOException.class);
      assertThat(world.ledger.trouble())
          .hasValueSatisfying(why -> assertThat(why).contains("error"));
      world.disk.writesOnly = -1;
      world.ledger.checkpointNow();
      assertThat(world.ledger.trouble()).isEmpty();
    }
    world.ledger.close();
    Report report = LedgerAudit.verify(world.directory, Optional.empty(), Optional.empty());
    assertThat(report.findings()).isEmpty();
    assertThat(report.signed().leaves()).isEqualTo(report.counted().leaves());
  }
}
