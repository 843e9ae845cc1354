package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.OneBound;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an index knows of blocks has its room, and with however little the answers are the same. */
class BlocksTest {
  private static final Predicate<Cast> ALL = cast -> true;
  private static final int ROUNDS = 2;
  private static final int ENTRIES = 1_000;

  @TempDir private Path directory;
  private final Random random = new Random(64);
  private final List<EntryId> open = new ArrayList<>();
  private Instant at = Instant.now();
  private FileLedger ledger;

  @BeforeEach
  void start() throws IOException {
    ledger = FileLedger.start(LedgerSettings.in(directory), Clock.systemUTC());
  }

  @AfterEach
  void stop() throws IOException {
    ledger.close();
  }

  private void write(List<Ledger.Segment> segments) throws IOException {
    for (int i = 0; i < ENTRIES; i++) {
      at = at.plusMillis(1 + random.nextInt(3));
      Ledger.Segment segment = segments.get(random.nextInt(segments.size()));
      String session = "s-" + random.nextInt(5);
      if (!open.isEmpty() && random.nextInt(3) == 0) {
        EntryId of = open.remove(random.nextInt(open.size()));
        segment.append(List.of(Leaves.closed(segment, at, of)));
      } else if (random.nextInt(4) == 0) {
        segment.append(List.of(Leaves.refused(segment, at, session, Leaves.operation("m" + i))));
      } else {
        var entry = Leaves.admitted(segment, at, session, Leaves.operation("m" + i));
        segment.append(List.of(entry));
        open.add(entry.leaf().id());
      }
    }
  }

  private static IndexLimits within(long room) {
    return OneBound.of(IndexLimits.DEFAULT, "blocks", room);
  }

  /** Everything that an index is asked for, in words. */
  private static List<Object> told(Replay replay, List<Deed> all) throws IOException {
    List<Object> told = new ArrayList<>(replay.sessions(ALL).sessions());
    for (int part = 0; part <= 2; part++) {
      Instant since = all.get((all.size() - 1) * part / 2).at();
      told.add(replay.count(ALL, since));
      told.add(replay.count(cast -> cast.people().contains("nobody"), since));
      Search.Window window = new Search.Window(since, since.plusMillis(60));
      told.add(
          replay.find(new Search(ALL, deed -> true, window, Optional.empty(), part % 2 == 0, 9)));
    }
    for (SessionStory.Summary each :
        replay.sessions(ALL).sessions().stream().map(Replay.Listed::summary).limit(2).toList()) {
      told.add(replay.timeline(each.session(), Search.Window.ALL).orElseThrow().story().deeds());
    }
    for (int i = 0; i < all.size(); i += 700) {
      told.add(replay.operation(all.get(i).id()));
    }
    return told;
  }

  private List<Deed> all(Replay replay) throws IOException {
    List<Deed> all = new ArrayList<>();
    for (Replay.Listed each : replay.sessions(ALL).sessions()) {
      all.addAll(
          replay
              .timeline(each.summary().session(), Search.Window.ALL)
              .orElseThrow()
              .story()
              .deeds());
    }
    all.sort(DeedBook.ORDER);
    return all;
  }

  @Test
  @Tag("reaches:IndexLimits.blocks")
  void with_however_little_room_the_answers_are_the_same() throws IOException {
    Replay roomy = new Replay(directory, IndexLimits.DEFAULT);
    List<Replay> narrow = new ArrayList<>();
    for (long room : List.of(1L, 1_500L)) {
      narrow.add(new Replay(directory, within(room)));
    }
    List<Deed> all = List.of();
    List<Object> expected = List.of();
    try (Ledger.Segment one = ledger.open(1);
        Ledger.Segment two = ledger.open(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        write(List.of(one, two));
        all = all(roomy);
        expected = told(roomy, all);
        for (Replay each : narrow) {
          assertThat(told(each, all)).isEqualTo(expected);
        }
      }
    }
    assertThat(told(new Replay(directory, within(1_200)), all)).isEqualTo(expected);
  }

  @Test
  void old_blocks_become_one_and_are_not_counted_any_more_when_that_is_not_enough()
      throws IOException {
    try (Ledger.Segment one = ledger.open(1);
        Ledger.Segment two = ledger.open(2)) {
      write(List.of(one, two));
      write(List.of(one, two));
    }
    Layout layout = new Layout(directory);
    int files = layout.allSegments().size();
    LedgerIndex roomy = new LedgerIndex(layout, IndexLimits.DEFAULT);
    LedgerIndex none = new LedgerIndex(layout, within(1));
    int whole = blocks(roomy);
    long room = roomy.look(index -> index.blocks().room());
    LedgerIndex narrow = new LedgerIndex(layout, within(room * 3 / 4));
    long taken = narrow.look(index -> index.blocks().room());

    assertThat(whole).isGreaterThan(files * 2);
    assertThat(taken).isLessThan(room);
    assertThat(blocks(narrow)).isBetween(files, whole - 1);
    assertThat(uncounted(narrow)).isEmpty();
    assertThat(blocks(none)).isLessThanOrEqualTo(2 * files);
    assertThat(uncounted(none)).isNotEmpty();
  }

  private static int blocks(LedgerIndex index) throws IOException {
    return index.look(at -> at.blocks().next());
  }

  private static List<Extent> uncounted(LedgerIndex index) throws IOException {
    return index.look(at -> at.blocks().counted(ALL, Instant.EPOCH)).cut();
  }
}
