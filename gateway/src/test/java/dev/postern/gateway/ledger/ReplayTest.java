package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import dev.postern.testkit.OneBound;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final Predicate<Cast> ALL = cast -> true;

  @TempDir Path directory;
  private FileLedger ledger;
  private Replay replay;

  @BeforeEach
  void start() throws IOException {
    ledger =
        FileLedger.start(
            new LedgerSettings(
                directory,
                Durability.PROCESS_CRASH,
                4096,
                1 << 16,
                4096,
                Duration.ofHours(1),
                64,
                Duration.ofSeconds(10)),
            Clock.systemUTC());
    replay = new Replay(directory, IndexLimits.DEFAULT);
  }

  @AfterEach
  void stop() throws IOException {
    ledger.close();
  }

  @Test
  void tells_what_a_reader_of_everything_tells() throws IOException {
    Random random = new Random(2311);
    for (int round = 0; round < 8; round++) {
      write(random, 150, 0);
      LedgerReader reader = LedgerReader.of(directory);
      List<SessionStory.Summary> expected = reader.sessions();
      assertThat(replay.sessions(ALL).sessions().stream().map(Replay.Listed::summary))
          .containsExactlyInAnyOrderElementsOf(expected);
      for (SessionStory.Summary session : expected) {
        List<Deed> told =
            replay.timeline(session.session(), Search.Window.ALL).orElseThrow().story().deeds();
        List<Deed> read = reader.session(session.session()).orElseThrow().deeds();
        assertThat(told).hasSameSizeAs(read);
        assertThat(told.stream().filter(deed -> !read.contains(deed))).isEmpty();
      }
    }
  }

  @Test
  void pages_hold_every_operation_once_and_in_order_either_way() throws IOException {
    Random random = new Random(7);
    write(random, 700, 30);
    List<EntryId> expected = new ArrayList<>();
    for (SessionStory.Summary session : LedgerReader.of(directory).sessions()) {
      LedgerReader.of(directory)
          .session(session.session())
          .orElseThrow()
          .deeds()
          .forEach(deed -> expected.add(deed.id()));
    }
    for (boolean newest : List.of(false, true)) {
      for (int extents : List.of(1, 3, 1024)) {
        Replay narrow =
            new Replay(
                directory,
                new IndexLimits(1000, 10_000, 1000, 1000, extents, 1 << 20, 1 << 20, 1 << 20));
        List<Deed> found = new ArrayList<>();
        Optional<Search.Place> after = Optional.empty();
        do {
          Found page =
              narrow.find(new Search(ALL, deed -> true, Search.Window.ALL, after, newest, 7));
          assertThat(page.deeds()).hasSizeLessThanOrEqualTo(7);
          found.addAll(page.deeds());
          after = page.next().map(place -> Search.Place.parse(place.toString()));
        } while (after.isPresent());
        assertThat(found).extracting(Deed::id).containsExactlyInAnyOrderElementsOf(expected);
        List<Deed> sorted = new ArrayList<>(found);
        sorted.sort(newest ? Collections.reverseOrder(DeedBook.ORDER) : DeedBook.ORDER);
        assertThat(found).isEqualTo(sorted);
        assertThat(found)
            .allSatisfy(deed -> assertThat(deed.fate()).isNotInstanceOf(Deed.Fate.Elsewhere.class));
      }
    }
  }

  @Test
  void counts_from_a_time_that_cuts_through_a_block() throws IOException {
    write(new Random(3), 300, 0);
    List<Deed> all =
        replay
            .find(new Search(ALL, deed -> true, Search.Window.ALL, Optional.empty(), false, 1000))
            .deeds();
    Instant since = all.get(all.size() / 3).at();
    List<Deed> later = all.stream().filter(deed -> !deed.at().isBefore(since)).toList();
    long refused = later.stream().filter(Deed::refused).count();

    assertThat(replay.count(ALL, since))
        .isEqualTo(new Replay.Count(later.size() - refused, refused, 0));
    assertThat(replay.count(cast -> cast.people().contains("nobody"), since))
        .isEqualTo(new Replay.Count(0, 0, 0));
  }

  @Test
  void what_people_approved_names_them_and_what_they_said() throws IOException {
    Ledger.Segment one = ledger.open(1);
    Instant now = Instant.now().plusMillis(1);
    EntryId vote = one.next();
    EntryId ran = one.next();
    one.append(List.of(Votes.note(one, now, "s-1", "r-abc")));
    one.append(List.of(Votes.answer(vote, now.plusMillis(1), "r-abc", "fine by me")));
    one.append(List.of(Votes.restingOn(ran, now.plusMillis(2), "s-1", vote)));
    one.append(List.of(Leaves.closed(one, now.plusMillis(3), ran)));

    assertThat(
            replay.timeline("s-1", Search.Window.ALL).orElseThrow().moments().stream()
                .map(moment -> moment.kind()))
        .containsExactly("opened", "held", "approved", "allowed", "ended");
    assertThat(replay.timeline("s-1", Search.Window.ALL).orElseThrow().answers().get(vote))
        .satisfies(answer -> {
          assertThat(answer.by().told()).isEqualTo("rita");
          assertThat(answer.request()).contains("r-abc");
          assertThat(answer.comment()).contains("fine by me");
        });
    assertThat(replay.session("s-1").orElseThrow().summary().tally().held()).isEqualTo(1);
  }

  @Test
  void what_was_erased_is_told_as_a_gap_and_not_as_nothing() throws IOException {
    Ledger.Segment one = ledger.open(1);
    Instant now = Instant.now().plusMillis(1);
    Entry first = Leaves.admitted(one, now, "s-1", Leaves.operation("a secret"));
    one.append(List.of(first));
    one.append(List.of(Leaves.closed(one, now.plusMillis(1), first.leaf().id())));
    assertThat(replay.timeline("s-1", Search.Window.ALL).orElseThrow().toString())
        .contains("a secret");

    Erasure.erase(directory, Set.of(first.leaf().id())::contains);

    assertThat(replay.timeline("s-1", Search.Window.ALL).orElseThrow())
        .satisfies(told -> {
          assertThat(told.toString()).doesNotContain("a secret").doesNotContain("score 0.93");
          assertThat(told.moments().stream().map(moment -> moment.kind()))
              .containsExactly("opened", "allowed", "gap", "ended");
        });
  }

  @Test
  @Tag("reaches:IndexLimits.deeds")
  @Tag("reaches:IndexLimits.extents")
  @Tag("reaches:IndexLimits.recorded")
  void what_is_too_much_at_once_is_cut_and_says_from_when() throws IOException {
    write(new Random(4), 1200, 0);
    LedgerReader reader = LedgerReader.of(directory);
    String name = reader.sessions().getFirst().session();
    List<Deed> whole = replay.timeline(name, Search.Window.ALL).orElseThrow().story().deeds();
    for (IndexLimits narrow :
        List.of(
            new IndexLimits(1000, 10_000, 1000, 5, 1000, 1 << 20, 1 << 20, 1 << 20),
            new IndexLimits(1000, 10_000, 1000, 1000, 2, 1 << 20, 1 << 20, 1 << 20))) {
      Replay small = new Replay(directory, narrow);
      List<Deed> found = new ArrayList<>();
      Optional<Instant> from = Optional.of(Instant.EPOCH);
      while (from.isPresent()) {
        Search.Window rest = new Search.Window(from.get(), Search.Window.ALL.until());
        dev.postern.gateway.ledger.story.Timeline part = small.timeline(name, rest).orElseThrow();
        part.story().deeds().stream()
            .filter(deed -> found.stream().noneMatch(old -> old.id().equals(deed.id())))
            .forEach(found::add);
        assertThat(part.cut()).isNotEqualTo(from);
        from = part.cut();
      }
      assertThat(found).extracting(Deed::id).containsAll(whole.stream().map(Deed::id).toList());
    }
  }

  @Test
  @Tag("reaches:IndexLimits.strays")
  void of_too_many_ends_that_lie_elsewhere_it_is_told_of_the_oldest_only_that_they_ended()
      throws IOException {
    write(new Random(4), 600, 0);
    IndexLimits usual = new IndexLimits(1000, 10_000, 1000, 1000, 1000, 1 << 20, 1 << 20, 1 << 20);
    Replay small = new Replay(directory, OneBound.of(usual, "strays", 1));
    List<Deed> whole = everything(new Replay(directory, usual));
    List<Deed> told = everything(small);

    assertThat(whole).noneMatch(deed -> deed.fate() instanceof Deed.Fate.Elsewhere);
    assertThat(told).anyMatch(deed -> deed.fate() instanceof Deed.Fate.Elsewhere);
    assertThat(told).extracting(Deed::id).isEqualTo(whole.stream().map(Deed::id).toList());
    for (int i = 0; i < told.size(); i++) {
      Deed.Fate fate = told.get(i).fate();
      Deed.Fate truly = whole.get(i).fate();
      assertThat(fate)
          .matches(any ->
              fate.equals(truly)
                  || fate instanceof Deed.Fate.Elsewhere && truly instanceof Deed.Fate.Ended);
    }
  }

  /** Every operation, each looked for alone. */
  private static List<Deed> everything(Replay replay) throws IOException {
    List<Deed> all = new ArrayList<>();
    Optional<Search.Place> after = Optional.empty();
    do {
      Found one = replay.find(new Search(ALL, deed -> true, Search.Window.ALL, after, false, 1));
      all.addAll(one.deeds());
      after = one.next();
    } while (after.isPresent());
    return all;
  }

  @Test
  @Tag("reaches:IndexLimits.places")
  void places_of_recordings_that_were_asked_for_first_give_way_and_are_read_again()
      throws IOException {
    write(new Random(6), 1200, 0);
    Layout layout = new Layout(directory);
    RecordingShelf roomy = new RecordingShelf(layout, IndexLimits.DEFAULT.places());
    RecordingShelf narrow = new RecordingShelf(layout, 1);
    Set<EntryId> asked = new HashSet<>();
    replay.timeline("s-1", Search.Window.ALL).orElseThrow().story().deeds().stream()
        .map(Deed::id)
        .forEach(asked::add);
    Set<Path> parts = new LinkedHashSet<>(layout.allSegments());

    RecordingShelf.Recorded whole = roomy.of(asked, parts);
    assertThat(whole.sides()).isNotEmpty();
    assertThat(narrow.of(asked, parts)).isEqualTo(whole);
    assertThat(narrow.of(asked, parts)).isEqualTo(whole);
    assertThat(roomy.files()).isGreaterThan(1);
    assertThat(narrow.files()).isEqualTo(1);
  }

  @Test
  void a_part_that_is_gone_is_told_as_a_hole() throws IOException {
    write(new Random(5), 200, 0);
    String name = replay.sessions(ALL).sessions().getFirst().summary().session();
    assertThat(replay.timeline(name, Search.Window.ALL).orElseThrow().holes()).isEmpty();
    Path second =
        new Layout(directory)
            .allSegments().stream()
                .filter(file -> file.toString().endsWith("-000001.segment"))
                .findFirst()
                .orElseThrow();
    java.nio.file.Files.delete(second);

    assertThat(
            new Replay(directory, IndexLimits.DEFAULT)
                .timeline(name, Search.Window.ALL)
                .map(told -> told.holes())
                .orElse(List.of("the session stood there alone")))
        .isNotEmpty();
  }

  @Test
  void of_callers_who_come_again_and_again_one_copy_is_kept() throws IOException {
    write(new Random(5), 300, 0);
    List<Principal> callers =
        replay.sessions(ALL).sessions().stream().map(each -> each.summary().who()).toList();
    Map<Principal, Principal> copies = new IdentityHashMap<>();
    callers.forEach(caller -> copies.put(caller, caller));

    assertThat(callers).hasSizeGreaterThan(copies.size());
    assertThat(copies).hasSameSizeAs(Set.copyOf(callers));
  }

  @Test
  @Tag("reaches:IndexLimits.sessions")
  @Tag("reaches:IndexLimits.mentions")
  void a_full_index_forgets_the_oldest_says_so_and_finds_them_by_name() throws IOException {
    write(new Random(9), 300, 0);
    Replay small =
        new Replay(
            directory, new IndexLimits(3, 10_000, 10_000, 1000, 1000, 1 << 20, 1 << 20, 1 << 20));
    Replay.Sessions listed = small.sessions(ALL);
    assertThat(listed.sessions()).hasSize(3);
    assertThat(listed.forgotten()).isPresent();
    Set<String> known =
        Set.copyOf(listed.sessions().stream().map(each -> each.summary().session()).toList());
    SessionStory.Summary old =
        LedgerReader.of(directory).sessions().stream()
            .filter(session -> !known.contains(session.session()))
            .findFirst()
            .orElseThrow();

    assertThat(small.session(old.session()).orElseThrow().summary()).isEqualTo(old);
    assertThat(small.timeline(old.session(), Search.Window.ALL).orElseThrow().story().summary())
        .isEqualTo(old);
    assertThat(small.session("s-of-nobody")).isEmpty();
  }

  /** The clock steps back now and then, by so many milliseconds. */
  private void write(Random random, int many, int step) throws IOException {
    try (Ledger.Segment one = ledger.open(1);
        Ledger.Segment two = ledger.open(2)) {
      List<Ledger.Segment> segments = List.of(one, two);
      List<EntryId> open = new ArrayList<>();
      Instant at = Instant.now().plusMillis(1);
      for (int i = 0; i < many; i++) {
        at = at.plusMillis(step > 0 && random.nextInt(20) == 0 ? -step : random.nextInt(3) + 1);
        Ledger.Segment segment = segments.get(random.nextInt(2));
        String session = "s-" + random.nextInt(9);
        int kind = random.nextInt(5);
        if (kind < 2) {
          Entry entry = Leaves.admitted(segment, at, session, Leaves.operation("m" + i));
          segment.append(List.of(entry));
          open.add(entry.leaf().id());
        } else if (kind < 3) {
          segment.append(List.of(Leaves.refused(segment, at, session, Leaves.operation("m" + i))));
        } else if (!open.isEmpty()) {
          EntryId of = open.remove(random.nextInt(open.size()));
          segment.append(List.of(Leaves.closed(segment, at, of, new Value.Text("reply " + i))));
        }
      }
    }
  }

  /** Entries of approvals, as the gate and REST leave them. */
  private static final class Votes {
    static Entry note(Ledger.Segment segment, Instant at, String session, String request) {
      return Entry.of(
          new Leaf.Noted(
              segment.next(),
              at,
              "ana",
              "approval-requested",
              java.util.Map.of(
                  "session", session,
                  "request", request,
                  "operation", "tools/call run_model",
                  "reviewers", "1 of release-managers",
                  "until", "2026-11-22T00:00:00Z")));
    }

    static Entry answer(EntryId id, Instant at, String request, String comment) {
      return Leaves.of(id, at, "", Leaves.answering(request, comment), List.of());
    }

    static Entry restingOn(EntryId id, Instant at, String session, EntryId vote) {
      return Leaves.of(id, at, session, Leaves.operation("churn-v3"), List.of(vote));
    }
  }
}
