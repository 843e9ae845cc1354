package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor finds in files that somebody changed, and that nothing is found in others. */
class LedgerAuditTest {
  @TempDir Path directory;
  private Layout layout;
  private FileLedger ledger;

  @BeforeEach
  void start() throws IOException {
    layout = new Layout(directory);
    ledger = FileLedger.start(settings(), Clock.systemUTC());
  }

  private LedgerSettings settings() {
    return new LedgerSettings(
        directory,
        Durability.PROCESS_CRASH,
        4096,
        1 << 20,
        4096,
        Duration.ofHours(1),
        64,
        Duration.ofSeconds(10));
  }

  private void work(int turns) throws IOException {
    try (Ledger.Segment one = ledger.open(1);
        Ledger.Segment two = ledger.open(2)) {
      for (int i = 0; i < turns; i++) {
        Entry admitted = Leaves.admitted(one, Leaves.START.plusSeconds(i), "churn-v" + i);
        one.append(
            List.of(admitted, Leaves.refused(one, Leaves.START, "s-2", Leaves.operation("x"))));
        Ledger.Segment closer = i % 2 == 0 ? one : two;
        closer.append(List.of(Leaves.closed(closer, Leaves.START, admitted.leaf().id())));
      }
    }
  }

  private Report verify() throws IOException {
    return LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
  }

  private Path oneSegment() throws IOException {
    return layout.allSegments().stream()
        .filter(file -> file.toString().contains("001-000000"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void an_honest_ledger_is_clean_and_wholly_signed() throws IOException {
    work(20);
    ledger.close();
    Report report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().admitted()).isEqualTo(20);
    assertThat(report.counted().refused()).isEqualTo(20);
    assertThat(report.counted().open()).isZero();
    assertThat(report.counted().recordings()).isEqualTo(60);
    assertThat(report.counted().proven()).isEqualTo(40);
    assertThat(report.counted().erased()).isZero();
    assertThat(report.signed().leaves()).isEqualTo(report.counted().leaves());
    assertThat(report.told())
        .anyMatch(line -> line.startsWith("Proven: the 62 leaves under"))
        .anyMatch(line -> line.contains("nothing was cut off at the end"))
        .anyMatch(line -> line.contains("--key"));
  }

  @Test
  void a_ledger_at_work_is_clean_and_says_how_far_it_is_signed() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "a")));
    ledger.checkpointNow();
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "b")));
    Report report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().open()).isEqualTo(2);
    assertThat(report.counted().leaves() - report.signed().leaves()).isEqualTo(1);
    assertThat(report.told()).anyMatch(line -> line.startsWith("Not proven: 1 leaves behind"));
    ledger.close();
  }

  @Test
  void a_crashed_ledger_is_clean_once_it_was_recovered() throws IOException {
    Ledger.Segment segment = ledger.open(1);
    segment.append(List.of(Leaves.admitted(segment, Leaves.START, "a")));
    ledger.abandon();
    assertThat(verify().findings()).isEmpty();
    start();
    ledger.close();
    Report report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().unknown()).isEqualTo(1);
    assertThat(report.counted().open()).isZero();
  }

  @Test
  void a_changed_octet_is_found_wherever_it_is() throws IOException {
    work(8);
    ledger.close();
    Random random = new Random(11);
    for (Path file : files()) {
      byte[] honest = Files.readAllBytes(file);
      boolean small = honest.length < 200;
      int places = small ? honest.length : 60;
      for (int i = 0; i < places; i++) {
        byte[] changed = honest.clone();
        int at = small ? i : random.nextInt(honest.length);
        changed[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, changed);
        assertThat(verify().sound()).as("%s octet %d", file.getFileName(), at).isFalse();
      }
      Files.write(file, honest);
    }
    assertThat(verify().clean()).isTrue();
  }

  @Test
  void a_segments_file_of_another_length_is_found() throws IOException {
    work(4);
    ledger.close();
    for (Path file : layout.allSegments()) {
      byte[] honest = Files.readAllBytes(file);
      for (int length = 0; length < honest.length; length += 1 + honest.length / 30) {
        Files.write(file, Arrays.copyOf(honest, length));
        assertThat(verify().sound()).as("%s cut to %d", file.getFileName(), length).isFalse();
      }
      Files.write(file, Arrays.copyOf(honest, honest.length + 1));
      assertThat(verify().sound()).as("%s longer", file.getFileName()).isFalse();
      Files.write(file, honest);
    }
  }

  @Test
  void a_frame_that_was_taken_out_is_found() throws IOException {
    work(6);
    ledger.close();
    Path file = oneSegment();
    List<byte[]> frames = Frames.of(file);
    frames.remove(3);
    Frames.write(file, frames);
    assertThat(verify().sound()).isFalse();
  }

  @Test
  void two_frames_that_changed_places_are_found() throws IOException {
    work(6);
    ledger.close();
    Path file = oneSegment();
    List<byte[]> frames = Frames.of(file);
    byte[] third = frames.get(2);
    frames.set(2, frames.get(3));
    frames.set(3, third);
    Frames.write(file, frames);
    Report report = verify();
    assertThat(report.findings()).anyMatch(each -> each.what().contains("the chain is broken"));
  }

  @Test
  void a_part_that_is_gone_is_found() throws IOException {
    work(60);
    ledger.close();
    List<Path> parts =
        layout.allSegments().stream().filter(file -> file.toString().contains("001-")).toList();
    assertThat(parts).hasSizeGreaterThan(3);
    for (Path part : List.of(parts.getFirst(), parts.get(2), parts.getLast())) {
      byte[] honest = Files.readAllBytes(part);
      Files.delete(part);
      assertThat(verify().sound()).as("without %s", part.getFileName()).isFalse();
      Files.write(part, honest);
    }
  }

  @Test
  void a_segment_that_is_gone_is_found_when_a_checkpoint_knew_it() throws IOException {
    work(3);
    ledger.close();
    Files.delete(oneSegment());
    assertThat(verify().findings()).anyMatch(each -> each.what().contains("it is gone"));
  }

  @Test
  void a_chain_that_was_written_anew_is_found_by_its_checkpoint() throws IOException {
    work(3);
    ledger.close();
    Rewriting.rewrite(oneSegment());
    Report report = verify();
    assertThat(report.findings())
        .anyMatch(each -> each.what().contains("is not the one that checkpoint"));
  }

  @Test
  void a_checkpoint_that_was_taken_out_is_found() throws IOException {
    work(2);
    ledger.checkpointNow();
    work(2);
    ledger.close();
    List<String> texts = CheckpointLogTest.texts(Files.readString(layout.checkpoints()));
    assertThat(texts).hasSizeGreaterThan(2);
    Files.writeString(layout.checkpoints(), texts.getFirst() + "\n" + texts.getLast() + "\n");
    assertThat(verify().findings())
        .anyMatch(each -> each.what().contains("does not follow the one before"));
  }

  @Test
  void a_key_that_was_replaced_is_found() throws IOException {
    work(2);
    ledger.close();
    Path other = Files.createDirectory(directory.resolve("other"));
    Layout strange = new Layout(other);
    strange.make();
    Signing.of(strange);
    Files.copy(strange.publicKey(), layout.publicKey(), StandardCopyOption.REPLACE_EXISTING);
    Report report = verify();
    assertThat(report.findings()).anyMatch(each -> each.what().contains("the key replaced"));
    assertThat(report.findings()).anyMatch(each -> each.what().contains("another key"));
  }

  @Test
  void a_ledger_cut_back_to_an_earlier_day_is_found_by_a_checkpoint_held_elsewhere()
      throws IOException {
    work(2);
    ledger.close();
    Path earlier = copy("earlier");
    start();
    work(2);
    ledger.close();
    Path held = directory.resolve("held");
    Files.writeString(held, LedgerAudit.lastCheckpoint(directory).orElseThrow());

    Report whole = LedgerAudit.verify(directory, Optional.empty(), Optional.of(held));
    assertThat(whole.clean()).isTrue();
    assertThat(whole.told()).anyMatch(line -> line.startsWith("Proven by the checkpoint held"));

    assertThat(LedgerAudit.verify(earlier, Optional.empty(), Optional.empty()).clean())
        .as("the files alone cannot show it")
        .isTrue();
    Report cut = LedgerAudit.verify(earlier, Optional.empty(), Optional.of(held));
    assertThat(cut.findings()).anyMatch(each -> each.what().contains("it was cut off"));
  }

  @Test
  void a_checkpoint_held_elsewhere_finds_another_history() throws IOException {
    work(2);
    ledger.close();
    Path fork = copy("fork");
    start();
    work(2);
    ledger.close();
    Path held = directory.resolve("held");
    Files.writeString(held, LedgerAudit.lastCheckpoint(directory).orElseThrow());
    FileLedger other = FileLedger.start(LedgerSettings.in(fork), Clock.systemUTC());
    other.checkpointNow();
    other.close();
    other = FileLedger.start(LedgerSettings.in(fork), Clock.systemUTC());
    other.close();
    Report report = LedgerAudit.verify(fork, Optional.empty(), Optional.of(held));
    assertThat(report.findings()).anyMatch(each -> each.what().contains("history was rewritten"));
  }

  @Test
  void an_erased_recording_breaks_nothing() throws IOException {
    work(2);
    ledger.close();
    for (Path file : layout.allRecordings()) {
      Files.delete(file);
    }
    Report report = verify();
    assertThat(report.clean()).isTrue();
    assertThat(report.counted().erased()).isEqualTo(6);
    assertThat(report.counted().recordings()).isZero();
  }

  private List<Path> files() throws IOException {
    return Stream.of(layout.allSegments(), layout.allRecordings(), List.of(layout.checkpoints()))
        .flatMap(List::stream)
        .toList();
  }

  private Path copy(String name) throws IOException {
    Path to = Files.createDirectory(directory.resolve(name));
    new Layout(to).make();
    for (Path file :
        Stream.of(files(), List.of(layout.privateKey(), layout.publicKey()))
            .flatMap(List::stream)
            .toList()) {
      Files.copy(file, to.resolve(directory.relativize(file)));
    }
    return to;
  }
}
