package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.operation.Durability;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether an entry that others rest on went with the power, or was taken out. */
class LedgerDoubtTest {
  @TempDir Path directory;
  private LedgerStand world;

  @BeforeEach
  void start() throws IOException {
    world = new LedgerStand(directory, Durability.PROCESS_CRASH);
  }

  @Test
  void what_rests_on_an_entry_that_went_with_the_power_is_in_doubt_and_not_at_fault()
      throws IOException {
    Ledger.Segment fast = world.ledger.open(1);
    Ledger.Segment sure = world.ledger.open(2, Durability.POWER_LOSS);
    Entry answer = Leaves.noted(fast, Leaves.START, "answered");
    fast.append(List.of(answer));
    sure.append(List.of(resting(sure, answer.leaf().id())));
    world.ledger.abandon();
    // The header alone is left of the segment that nobody flushed.
    Path lost = file(answer.leaf().id());
    byte[] whole = Files.readAllBytes(lost);
    Files.write(lost, Arrays.copyOf(whole, SegmentHeader.LENGTH));

    world.start();
    world.ledger.close();
    Report report = verify();
    assertThat(report.sound()).isTrue();
    assertThat(report.findings())
        .singleElement()
        .asString()
        .startsWith("doubt: ")
        .contains("rests on " + answer.leaf().id());
  }

  @Test
  void what_rests_on_an_entry_that_its_segment_goes_on_behind_is_at_fault() throws IOException {
    Ledger.Segment fast = world.ledger.open(1);
    Ledger.Segment sure = world.ledger.open(2, Durability.POWER_LOSS);
    EntryId never = fast.next();
    fast.append(List.of(Leaves.noted(fast, Leaves.START, "later")));
    sure.append(List.of(resting(sure, never)));
    world.ledger.close();

    Report report = verify();
    assertThat(report.findings())
        .singleElement()
        .asString()
        .startsWith("fault: ")
        .contains("rests on " + never);
  }

  @Test
  void an_entry_that_was_taken_out_is_at_fault_whatever_names_those_behind_it_bear()
      throws IOException {
    Ledger.Segment fast = world.ledger.open(1);
    Ledger.Segment sure = world.ledger.open(2, Durability.POWER_LOSS);
    EntryId never = fast.next();
    EntryId far = new EntryId(never.high(), (1L << 32) + 5);
    fast.append(List.of(Entry.of(new Leaf.Noted(far, Leaves.START, "postern", "later", Map.of()))));
    sure.append(List.of(resting(sure, never)));
    world.ledger.close();

    assertThat(verify().findings())
        .singleElement()
        .asString()
        .startsWith("fault: ")
        .contains("rests on " + never);
  }

  @Test
  void what_a_recovery_closes_behind_an_entry_that_went_with_the_power_is_no_fault()
      throws IOException {
    Ledger.Segment fast = world.ledger.open(1);
    Ledger.Segment sure = world.ledger.open(2, Durability.POWER_LOSS);
    Entry flushed = Leaves.admitted(fast, Leaves.START, "flushed");
    fast.append(List.of(flushed));
    Path file = file(flushed.leaf().id());
    Entry answer = Leaves.noted(fast, Leaves.START, "answered");
    fast.append(List.of(answer));
    sure.append(List.of(resting(sure, answer.leaf().id())));
    world.ledger.abandon();
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), firstTurn(file)));

    world.start();
    world.ledger.close();
    Report report = verify();
    assertThat(report.counted().unknown()).isEqualTo(2);
    assertThat(report.findings())
        .singleElement()
        .asString()
        .startsWith("doubt: ")
        .contains("rests on " + answer.leaf().id());
  }

  @Test
  void what_rests_on_a_segment_that_went_with_the_power_as_a_whole_is_in_doubt()
      throws IOException {
    Ledger.Segment fast = world.ledger.open(1);
    Ledger.Segment sure = world.ledger.open(2, Durability.POWER_LOSS);
    Entry answer = Leaves.noted(fast, Leaves.START, "answered");
    fast.append(List.of(answer));
    sure.append(List.of(resting(sure, answer.leaf().id())));
    world.ledger.abandon();
    Path file = file(answer.leaf().id());
    // Nobody flushes the header of such a segment either: its room reads as zeros then.
    Files.write(file, new byte[(int) Files.size(file)]);

    world.start();
    world.ledger.close();
    assertThat(layout().allSegments()).doesNotContain(file);
    assertThat(verify().findings())
        .singleElement()
        .asString()
        .startsWith("doubt: ")
        .contains("rests on " + answer.leaf().id());
  }

  /** Where the first turn of a file ends. */
  private static int firstTurn(Path file) throws IOException {
    try (ByteSource source = new FileSource(file)) {
      PartScan scan = PartScan.of(source);
      assertThat(scan.next()).isInstanceOf(PartScan.Found.Turn.class);
      return Math.toIntExact(scan.at());
    }
  }

  private Path file(EntryId entry) throws IOException {
    return layout().allSegments().stream()
        .filter(file -> Layout.segmentOf(file) == entry.high())
        .findFirst()
        .orElseThrow();
  }

  private static Entry resting(Ledger.Segment segment, EntryId on) {
    return Leaves.of(
        segment.next(), Leaves.START, "s-1", Leaves.operation("churn-v1"), List.of(on));
  }

  private Layout layout() {
    return new Layout(directory);
  }

  private Report verify() throws IOException {
    return LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
  }
}
