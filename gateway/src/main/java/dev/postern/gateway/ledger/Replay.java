package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.Answer;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.gateway.ledger.story.Timeline;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.operation.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Tells what a ledger holds to whoever may hear it; who that is, is not decided here. The gateway
 * may be at work on the ledger. What stands where is kept in memory, so that a look reads what it
 * needs and no more. Blocks; any thread.
 */
public final class Replay {
  /** How many timelines are put together at once; others wait. */
  private static final int AT_ONCE = 4;

  private static final String ANSWER = "POST /api/v1/requests/{id}/";

  private final Path directory;
  private final IndexLimits limits;
  private final LedgerIndex index;
  private final RecordingShelf recordings;
  private final Semaphore reading = new Semaphore(AT_ONCE);
  private final Semaphore readingAll = new Semaphore(1);

  /** Over a ledger's directory; nothing is read before somebody asks. */
  public Replay(Path directory, IndexLimits limits) {
    Layout layout = new Layout(directory);
    this.directory = directory;
    this.limits = limits;
    this.index = new LedgerIndex(layout, limits);
    this.recordings = new RecordingShelf(layout, limits.places());
  }

  /**
   * The sessions of a cast, the ones that were opened last first.
   *
   * @param forgotten the index knows nothing of sessions that ended before this time; empty where
   *     it knows them all
   */
  public record Sessions(List<Listed> sessions, Optional<Instant> forgotten) {}

  /** A session, and who took part. */
  public record Listed(SessionStory.Summary summary, Cast cast) {}

  /**
   * The sessions that fit.
   *
   * @throws IOException when the ledger cannot be read
   */
  public Sessions sessions(Predicate<Cast> cast) throws IOException {
    return index.look(at ->
        new Sessions(
            at.sessions(cast).stream()
                .map(each -> new Listed(each.summary(), each.cast()))
                .toList(),
            at.forgotten()));
  }

  /**
   * One session; empty when the ledger has none of that name.
   *
   * @throws IOException when the ledger cannot be read
   */
  public Optional<Listed> session(String name) throws IOException {
    Optional<LedgerIndex.Listed> known = index.look(at -> at.session(name));
    if (known.isPresent() || index.look(LedgerIndex::forgotten).isEmpty()) {
      return known.map(each -> new Listed(each.summary(), each.cast()));
    }
    return everything(name)
        .map(story -> new Listed(story.summary(), Cast.of(story.deeds().getFirst().asked())));
  }

  /**
   * What happened in a session.
   *
   * @param window what was asked outside of it is left out
   * @return empty when the ledger has no session of that name, or nothing in the window
   * @throws IOException when the ledger cannot be read
   */
  public Optional<Timeline> timeline(String session, Search.Window window) throws IOException {
    reading.acquireUninterruptibly();
    try {
      return told(session, window);
    } finally {
      reading.release();
    }
  }

  private Optional<Timeline> told(String session, Search.Window window) throws IOException {
    List<Extent> extents = index.look(at -> at.extents(session));
    if (extents.isEmpty()) {
      return forgotten(session);
    }
    DeedBook book = new DeedBook();
    Optional<Instant> cut = Optional.empty();
    int read = 0;
    for (Extent extent : extents) {
      if (extent.within(window.since(), window.until())) {
        boolean enough = read >= limits.extents() || book.size() >= limits.deeds();
        // Whoever goes on from a cut must come further than before.
        if (enough
            && extent.first().isAfter(window.since())
            && book.any(deed -> within(deed, window))) {
          cut = Optional.of(extent.first());
          break;
        }
        read += extent.weight();
        book.read(
            extent,
            asked -> asked.session().equals(session),
            note -> session.equals(note.about().get("session")));
      }
    }
    readEnds(book, Integer.MAX_VALUE, limits.extents() - read);
    book.keep(deed -> within(deed, window));
    Optional<Instant> full = complete(book);
    if (full.isPresent() && cut.map(full.get()::isBefore).orElse(true)) {
      cut = full;
    }
    List<Deed> deeds = book.inOrder();
    if (deeds.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Timeline(
            new SessionStory(session, deeds),
            answers(deeds),
            book.notes(),
            index.look(LedgerIndex::holes),
            cut));
  }

  private static boolean within(Deed deed, Search.Window window) {
    return !deed.at().isBefore(window.since()) && !deed.at().isAfter(window.until());
  }

  /** Reads all files for one session; for one reader at a time, for it takes long. */
  private Optional<SessionStory> everything(String session) throws IOException {
    if (!readingAll.tryAcquire()) {
      throw new IOException("somebody else looks for a session that the index does not know");
    }
    try {
      return LedgerReader.of(directory).session(session);
    } finally {
      readingAll.release();
    }
  }

  private Optional<Timeline> forgotten(String session) throws IOException {
    if (index.look(LedgerIndex::forgotten).isEmpty()) {
      return Optional.empty();
    }
    Optional<SessionStory> story = everything(session);
    List<String> holes = index.look(LedgerIndex::holes);
    return story.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Timeline(
                story.get(), answers(story.get().deeds()), List.of(), holes, Optional.empty()));
  }

  /**
   * Operations of all sessions, with what is recorded of them.
   *
   * @throws IOException when the ledger cannot be read
   */
  public Found find(Search search) throws IOException {
    List<Extent> extents =
        index.look(at ->
            at.blocks().extents(search.cast(), search.window().since(), search.window().until()));
    Searching.Result result = new Searching(search, limits.extents()).in(extents);
    DeedBook book = new DeedBook();
    Set<Extent> again = new HashSet<>();
    result
        .hits()
        .forEach(hit -> {
          book.add(hit.deed(), hit.extent());
          again.add(hit.extent());
        });
    for (Extent extent : again) {
      book.read(extent, asked -> false, note -> false);
    }
    readEnds(book, search.most(), Math.max(search.most(), limits.extents()));
    complete(book);
    List<Deed> deeds = book.inOrder();
    return new Found(search.newest() ? deeds.reversed() : deeds, result.next());
  }

  /**
   * One operation; empty when the ledger has no such entry.
   *
   * @throws IOException when the ledger cannot be read
   */
  public Optional<Deed> operation(EntryId id) throws IOException {
    return admitted(Set.of(id)).stream().findFirst();
  }

  /**
   * How often a cast asked for something.
   *
   * @param allowed let through
   * @param refused turned away
   * @param held put before people, whatever they said
   */
  public record Count(long allowed, long refused, long held) {}

  /**
   * Counts what a cast asked for since a time.
   *
   * @throws IOException when the ledger cannot be read
   */
  public Count count(Predicate<Cast> cast, Instant since) throws IOException {
    Blocks.Counted known = index.look(at -> at.blocks().counted(cast, since));
    long[] more = {known.allowed(), known.refused(), known.held()};
    for (Extent extent : known.cut()) {
      extent.each(leaf ->
          Deed.of(leaf)
              .filter(deed -> !deed.at().isBefore(since))
              .filter(deed -> cast.test(Cast.of(deed.asked())))
              .ifPresent(deed -> {
                more[deed.refused() ? 1 : 0]++;
                more[2] += deed.held() ? 1 : 0;
              }));
    }
    return new Count(more[0], more[1], more[2]);
  }

  /**
   * Ends lie where they happened, which may be far behind what was asked.
   *
   * @param most how many extents are read for them
   * @param weight and of which weight together, or a little more
   */
  private void readEnds(DeedBook book, int most, int weight) throws IOException {
    Set<Extent> ends = new HashSet<>();
    for (EntryId open : book.open()) {
      index.look(at -> at.endOf(open)).ifPresent(ends::add);
    }
    int read = 0;
    for (Extent extent : ends.stream().limit(Math.max(0, most)).toList()) {
      if (read < weight) {
        book.read(extent, asked -> false, note -> false);
        read += extent.weight();
      }
    }
  }

  private Optional<Instant> complete(DeedBook book) throws IOException {
    Set<EntryId> open = new HashSet<>();
    List<Deed> deeds = book.inOrder();
    index.look(at -> {
      deeds.stream().map(Deed::id).filter(at::open).forEach(open::add);
      return open;
    });
    book.setElsewhere(open::contains);
    return book.record(recordings, limits.recorded());
  }

  /** The answers of people that operations rest on. */
  public Map<EntryId, Answer> answers(List<Deed> deeds) throws IOException {
    Set<EntryId> wanted = new HashSet<>();
    deeds.forEach(deed -> wanted.addAll(deed.restsOn()));
    Map<EntryId, Answer> answers = new HashMap<>();
    for (Deed vote : admitted(wanted)) {
      if (vote.asked().label().startsWith(ANSWER)) {
        answers.put(
            vote.id(),
            new Answer(
                vote.id(),
                vote.at(),
                vote.asked().caller(),
                text(vote.request(), "id"),
                text(vote.request(), "comment")));
      }
    }
    return answers;
  }

  private List<Deed> admitted(Set<EntryId> wanted) throws IOException {
    if (wanted.isEmpty()) {
      return List.of();
    }
    DeedBook book = new DeedBook();
    for (Extent extent : index.look(at -> at.blocks().extentsOf(wanted))) {
      extent.each(leaf ->
          Deed.of(leaf)
              .filter(deed -> wanted.contains(deed.id()))
              .ifPresent(deed -> book.add(deed, extent)));
    }
    book.record(recordings, limits.recorded());
    return book.inOrder();
  }

  private static Optional<String> text(Optional<Value> recorded, String name) {
    return recorded.isPresent()
            && recorded.get() instanceof Value.MapOf(Map<String, Value> entries)
            && entries.get(name) instanceof Value.Text(String text)
            && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }
}
