package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Principal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Where what stands in a ledger: sessions, casts and times, block by block, in memory. It is made
 * by reading every file once, and kept by reading on. Bounded by {@link IndexLimits}: what it had
 * to forget it says. Any thread.
 */
final class LedgerIndex {
  private static final int MOST_EARLY = 100_000;

  private final Layout layout;
  private final IndexLimits limits;
  private final ReentrantLock reading = new ReentrantLock();
  private final Map<Path, IndexedPart> parts = new LinkedHashMap<>();
  private final Set<String> changed = new HashSet<>();
  private final Blocks blocks;
  private final Map<Cast, Cast> casts = new HashMap<>();
  private final Map<Principal, Principal> callers = new HashMap<>();
  private final Map<String, IndexedSession> sessions = new LinkedHashMap<>();
  private final Map<String, List<Integer>> early = new HashMap<>();
  private final Map<EntryId, Begun> open = new HashMap<>();
  private final Map<EntryId, Integer> strays = new LinkedHashMap<>();
  private final Map<EntryId, Leaf.Closed> ownerless = new LinkedHashMap<>();
  private long mentions;
  private Optional<Instant> forgotten = Optional.empty();

  private record Begun(String session, int block) {}

  LedgerIndex(Layout layout, IndexLimits limits) {
    this.layout = layout;
    this.limits = limits;
    this.blocks = new Blocks(limits.blocks(), this::filled, this::renumbered);
  }

  /** Looks at the ledger as it is now, under a lock, reading what was appended since. */
  <T> T look(Look<T> what) throws IOException {
    reading.lock();
    try {
      refresh();
      return what.at(this);
    } finally {
      reading.unlock();
    }
  }

  /** What is asked of the index while nothing changes it. */
  @FunctionalInterface
  interface Look<T> {
    T at(LedgerIndex index) throws IOException;
  }

  private void refresh() throws IOException {
    for (Path file : layout.allSegments()) {
      IndexedPart part = parts.computeIfAbsent(file, IndexedPart::new);
      boolean another = part.readOn(new Taking());
      // A turn that did not count was cut off after it was read here: everything is read again.
      if (another && changed.add(file + " " + part.at())) {
        clear();
        refresh();
        return;
      }
    }
  }

  private void clear() {
    parts.clear();
    blocks.clear();
    casts.clear();
    callers.clear();
    sessions.clear();
    early.clear();
    open.clear();
    strays.clear();
    ownerless.clear();
    mentions = 0;
    forgotten = Optional.empty();
  }

  /** Puts what is read where it is found again. */
  private final class Taking implements IndexedPart.Taker {
    @Override
    public int next() {
      return blocks.next();
    }

    @Override
    public void begun(Block block) {
      blocks.add(block);
    }

    @Override
    public void leaf(Block block, Leaf leaf) {
      take(block, leaf);
      blocks.grew(block);
    }

    private void take(Block block, Leaf leaf) {
      int number = block.number();
      switch (leaf) {
        case Leaf.Admitted admitted -> {
          Cast cast = cast(admitted.asked());
          block.asked(cast, Block.Verdict.ALLOWED);
          boolean held = !admitted.restsOn().isEmpty();
          if (held) {
            block.held(cast);
          }
          Optional<IndexedSession> session = session(admitted.asked(), cast, leaf.at(), number);
          session.ifPresent(IndexedSession::admitted);
          session.filter(any -> held).ifPresent(IndexedSession::held);
          open.put(admitted.id(), new Begun(admitted.asked().session(), number));
          Leaf.Closed before = ownerless.remove(admitted.id());
          if (before != null) {
            ended(before, strays.getOrDefault(before.of(), number));
          }
        }
        case Leaf.Refused refused -> {
          Cast cast = cast(refused.asked());
          block.asked(cast, Block.Verdict.REFUSED);
          boolean held = refused.decision().answer().equals("hold");
          if (held) {
            block.held(cast);
          }
          Optional<IndexedSession> session = session(refused.asked(), cast, leaf.at(), number);
          session.ifPresent(IndexedSession::refused);
          session.filter(any -> held).ifPresent(IndexedSession::held);
        }
        case Leaf.Closed closed -> ended(closed, number);
        case Leaf.Noted noted -> {
          String session = noted.about().getOrDefault("session", "");
          if (!session.isEmpty()) {
            mention(session, number);
          }
        }
      }
    }
  }

  /** Blocks have other numbers, and some have become one. */
  private void renumbered(int[] numbers) {
    for (IndexedSession session : sessions.values()) {
      mentions -= session.mentions();
      session.renumbered(numbers);
      mentions += session.mentions();
    }
    open.replaceAll((id, begun) -> new Begun(begun.session(), numbers[begun.block()]));
    strays.replaceAll((id, number) -> numbers[number]);
    early.values().forEach(all -> all.replaceAll(number -> numbers[number]));
  }

  private boolean filled(Block block) {
    IndexedPart part = parts.get(block.file());
    return part != null && part.fills(block);
  }

  /** What is known of each run of entries. */
  Blocks blocks() {
    return blocks;
  }

  private void ended(Leaf.Closed closed, int number) {
    Begun begun = open.remove(closed.of());
    if (begun == null) {
      // The segment of the admission is read later.
      stray(closed.of(), number);
      ownerless.put(closed.of(), closed);
      if (ownerless.size() > MOST_EARLY) {
        ownerless.remove(ownerless.keySet().iterator().next());
      }
      return;
    }
    if (begun.block() != number) {
      stray(closed.of(), number);
    }
    IndexedSession session = sessions.get(begun.session());
    if (session != null) {
      session.at(closed.at());
      session.closed(closed.outcome());
      mention(begun.session(), number);
    }
  }

  private void stray(EntryId of, int number) {
    strays.put(of, number);
    if (strays.size() > limits.strays()) {
      strays.remove(strays.keySet().iterator().next());
    }
  }

  private Cast cast(Leaf.Asked asked) {
    Cast cast = Cast.of(asked);
    return casts.computeIfAbsent(cast, same -> same);
  }

  /** What a session is told by. Callers come again and again: each is kept once. */
  private IndexedSession.Names names(Leaf.Asked asked, Cast cast) {
    Principal caller = callers.computeIfAbsent(asked.caller(), same -> same);
    return new IndexedSession.Names(asked.session(), caller, cast.target());
  }

  private Optional<IndexedSession> session(Leaf.Asked asked, Cast cast, Instant at, int number) {
    if (asked.session().isEmpty()) {
      return Optional.empty();
    }
    IndexedSession session = sessions.get(asked.session());
    if (session == null) {
      session = new IndexedSession(names(asked, cast), cast, at);
      sessions.put(asked.session(), session);
      List<Integer> before = early.remove(asked.session());
      if (before != null) {
        before.forEach(block -> mention(asked.session(), block));
      }
      forgetSome();
    }
    session.at(at);
    mention(asked.session(), number);
    return Optional.of(session);
  }

  private void mention(String name, int number) {
    IndexedSession session = sessions.get(name);
    if (session != null) {
      mentions += session.mentioned(number) ? 1 : 0;
    } else if (early.size() < MOST_EARLY) {
      early.computeIfAbsent(name, none -> new ArrayList<>()).add(number);
    }
  }

  private void forgetSome() {
    while (sessions.size() > limits.sessions()
        || (mentions > limits.mentions() && sessions.size() > 1)) {
      String eldest = sessions.keySet().iterator().next();
      IndexedSession gone = sessions.remove(eldest);
      if (gone != null) {
        mentions -= gone.mentions();
        Instant last = gone.summary().last();
        forgotten = Optional.of(forgotten.filter(last::isBefore).orElse(last));
      }
    }
  }

  /** All sessions that fit, the ones that were opened last first. */
  List<Listed> sessions(Predicate<Cast> cast) {
    return sessions.values().stream()
        .filter(session -> cast.test(session.cast()))
        .map(session -> new Listed(session.summary(), session.cast()))
        .sorted(
            Comparator.<Listed, Instant>comparing(listed -> listed.summary().opened())
                .thenComparing(listed -> listed.summary().session())
                .reversed())
        .toList();
  }

  /** A session and its cast. */
  record Listed(SessionStory.Summary summary, Cast cast) {}

  /** One session; empty when the index has none of that name. */
  Optional<Listed> session(String name) {
    return Optional.ofNullable(sessions.get(name))
        .map(session -> new Listed(session.summary(), session.cast()));
  }

  /** Where a session stands, in the order of time. */
  List<Extent> extents(String session) {
    IndexedSession known = sessions.get(session);
    Set<Integer> numbers = new HashSet<>();
    if (known != null) {
      for (int number : known.blocks()) {
        numbers.add(number);
      }
    }
    return numbers.stream()
        .map(number -> blocks.extent(number))
        .sorted(Comparator.comparing(Extent::first))
        .toList();
  }

  /** The block where something ended, if it is another than that of its beginning. */
  Optional<Extent> endOf(EntryId entry) {
    return Optional.ofNullable(strays.get(entry)).map(number -> blocks.extent(number));
  }

  /** Whether something was let through and has not ended. */
  boolean open(EntryId entry) {
    return open.containsKey(entry);
  }

  /** The last moment of the latest session that had to be forgotten; empty when none was. */
  Optional<Instant> forgotten() {
    return forgotten;
  }

  /** What cannot be read, a line for each place; empty for a ledger that is whole. */
  List<String> holes() {
    return LedgerHoles.of(parts.values());
  }
}
