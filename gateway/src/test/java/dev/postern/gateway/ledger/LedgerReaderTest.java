package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerReaderTest {
  @TempDir Path directory;
  private FileLedger ledger;

  @BeforeEach
  void start() throws IOException {
    ledger = FileLedger.start(LedgerSettings.in(directory), Clock.systemUTC());
  }

  @AfterEach
  void stop() throws IOException {
    ledger.close();
  }

  @Test
  void tells_a_session_of_a_ledger_at_work() throws IOException {
    Ledger.Segment one = ledger.open(1);
    Ledger.Segment two = ledger.open(2);
    Instant now = Instant.now().plusMillis(1);
    Entry first = Leaves.admitted(one, now, "s-1", Leaves.operation("churn-v3"));
    Entry other = Leaves.admitted(two, now.plusMillis(1), "s-2", Leaves.operation("x"));
    Entry refused = Leaves.refused(two, now.plusMillis(2), "s-1", Leaves.operation("fraud-v1"));
    Entry open = Leaves.admitted(two, now.plusMillis(3), "s-1", Leaves.operation("open"));
    one.append(List.of(first));
    two.append(List.of(other, refused, open));
    two.append(
        List.of(Leaves.closed(two, now.plusMillis(9), first.leaf().id(), new Value.Text("0.93"))));

    LedgerReader reader = LedgerReader.of(directory);
    assertThat(reader.sessions())
        .extracting(SessionStory.Summary::session, SessionStory.Summary::tally)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "s-1", new SessionStory.Summary.Tally(3, 1, 1, 2, 0)),
            org.assertj.core.groups.Tuple.tuple(
                "s-2", new SessionStory.Summary.Tally(1, 0, 1, 0, 0)));
    SessionStory story = reader.session("s-1").orElseThrow();
    assertThat(story.deeds())
        .extracting(Deed::id)
        .containsExactly(first.leaf().id(), refused.leaf().id(), open.leaf().id());
    assertThat(story.summary()).isEqualTo(reader.sessions().getFirst());
    assertThat(story.deeds().getFirst().request()).contains(Leaves.operation("churn-v3").payload());
    assertThat(story.deeds().getFirst().reply()).contains(new Value.Text("0.93"));
    assertThat(story.deeds().get(1).fate()).isInstanceOf(Deed.Fate.TurnedAway.class);
    assertThat(story.deeds().get(2).fate()).isInstanceOf(Deed.Fate.Open.class);
    assertThat(reader.session("s-3")).isEmpty();
    assertThat(reader.notes()).extracting(Leaf.Noted::what).containsExactly("ledger-started");
  }

  @Test
  void merges_segments_by_time() throws IOException {
    List<Instant> expected = new ArrayList<>();
    try (Ledger.Segment one = ledger.open(1);
        Ledger.Segment two = ledger.open(2)) {
      Instant now = Instant.now().plusMillis(1);
      for (int i = 0; i < 100; i++) {
        Instant at = now.plusMillis(i);
        Ledger.Segment segment = i % 3 == 0 ? one : two;
        segment.append(List.of(Leaves.noted(segment, at, "reloaded")));
        expected.add(at.truncatedTo(java.time.temporal.ChronoUnit.MICROS));
      }
    }
    List<Instant> told = new ArrayList<>();
    LedgerReader.of(directory)
        .leaves(leaf -> {
          if (leaf.id().segment() != FileLedger.OWN_SEGMENT) {
            told.add(leaf.at());
          }
        });
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void an_empty_directory_is_no_ledger() {
    assertThatThrownBy(() -> LedgerReader.of(directory.resolve("elsewhere")))
        .isInstanceOf(IOException.class);
  }
}
