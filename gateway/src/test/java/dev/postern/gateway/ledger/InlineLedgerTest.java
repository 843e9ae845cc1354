package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    world.disk.dead = fails;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 17, 300})
  void a_write_that_stopped_short_leaves_nothing(int octets) throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      Entry first = Leaves.admitted(segment, Leaves.START, "first");
      segment.append(List.of(first));
      world.disk.writesOnly = octets;
      world.disk.uncuttable = true;
      Entry lost = Leaves.admitted(segment, Leaves.START, "lost");
      assertThatThrownBy(() -> segment.append(List.of(lost))).isInstanceOf(IOException.class);
      world.disk.writesOnly = -1;
      assertThatThrownBy(() -> segment.append(List.of(lost)))
          .as("what was torn must be cut before anything follows")
          .isInstanceOf(IOException.class);
      world.disk.uncuttable = false;
      Entry third = Leaves.admitted(segment, Leaves.START, "third");
      segment.append(List.of(third));
      assertThat(world.stored()).containsExactly(first.leaf(), third.leaf());
    }
  }

  @Test
  @Tag("reaches:LedgerSettings.segmentOctets")
  void a_full_part_is_followed_by_another() throws IOException {
    List<Leaf> expected = new ArrayList<>();
    try (Ledger.Segment segment = world.ledger.open(1)) {
      for (int i = 0; i < 500; i++) {
        Entry entry = Leaves.admitted(segment, Leaves.START, "model " + i);
        segment.append(List.of(entry));
        expected.add(entry.leaf());
      }
    }
    assertThat(world.stored()).containsExactlyElementsOf(expected);
    assertThat(new Layout(world.directory).allSegments()).hasSizeGreaterThan(3);
  }

  @Test
  void one_process_at_a_time() {
    assertThatThrownBy(() -> FileLedger.start(world.settings(), java.time.Clock.systemUTC()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another process");
  }

  @Test
  void the_private_key_is_its_owners_alone() throws IOException {
    Layout layout = new Layout(world.directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.privateKey())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.segments())))
        .isEqualTo("rwx------");
  }

  @Test
  void an_interrupted_loop_goes_on_writing() throws IOException {
    try (Ledger.Segment segment = world.ledger.open(1)) {
      Thread.currentThread().interrupt();
      Entry entry = Leaves.admitted(segment, Leaves.START, "b");
      segment.append(List.of(entry));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(world.stored()).containsExactly(entry.leaf());
    }
  }

  @Test
  @Tag("reaches:LedgerSettings.longestRecording")
  void of_a_recording_beyond_the_limit_its_size_is_kept() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    Value deep = new Value.Null();
    for (int i = 0; i < 300; i++) {
      deep = new Value.ListOf(List.of(deep));
    }
    Entry one = Leaves.admitted(segment, Instant.now(), "x".repeat(5000));
    Entry two = Leaves.admitted(segment, Instant.now(), "two");
    segment.append(List.of(one, two, Leaves.closed(segment, Instant.now(), two.leaf().id(), deep)));
    SessionStory story = LedgerReader.of(world.directory).session("s-1").orElseThrow();
    assertThat(story.deeds().getFirst().request().orElseThrow().toString())
        .contains("not kept: 5")
        .contains("limit of 4096");
    assertThat(story.deeds().get(1).reply().orElseThrow().toString()).contains("nested deeper");
  }

  @Test
  void an_erased_recording_is_gone_and_breaks_nothing() throws IOException {
    Ledger.Segment segment = world.ledger.open(1);
    Entry erased = Leaves.admitted(segment, Instant.now(), "secret");
    Entry kept = Leaves.admitted(segment, Instant.now(), "kept");
    segment.append(List.of(erased, kept));
    assertThat(Erasure.erase(world.directory, erased.leaf().id()::equals)).isEqualTo(2);
    segment.append(List.of(Leaves.closed(segment, Instant.now(), kept.leaf().id())));
    for (Path file : new Layout(world.directory).allRecordings()) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    }
    SessionStory story = LedgerReader.of(world.directory).session("s-1").orElseThrow();
    assertThat(story.deeds().getFirst().request()).isEmpty();
    assertThat(story.deeds().get(1).request()).isPresent();
    Report report = LedgerAudit.verify(world.directory, Optional.empty(), Optional.empty());
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().erased()).isEqualTo(2);
    assertThat(Erasure.erase(world.directory, erased.leaf().id()::equals)).isZero();
  }
}
