package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Checkpoint;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Malformed;
import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingScan;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.audit.Tip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * What is done before a ledger takes its first entry: torn tails are cut off and kept aside, and
 * what a crash left open is closed as unknown, on the segment that admitted it. Done again after a
 * crash of its own, it finds less to do.
 */
final class Recovery {
  private static final int TURN = 1000;

  private final SegmentFiles.Store store;
  private final Instant now;
  private final LongPredicate covered;
  private final Map<Long, List<Path>> segments = new TreeMap<>();
  private final Map<Long, Checkpoint.Covered> tips = new LinkedHashMap<>();
  private final Set<EntryId> open = new HashSet<>();
  private final Set<EntryId> closed = new HashSet<>();
  private final Map<Long, Long> lastLow = new HashMap<>();
  private final Map<String, String> told = new TreeMap<>();
  private long cutOctets;
  private long cutRecorded;
  private long unknown;

  private Recovery(SegmentFiles.Store store, Instant now, LongPredicate covered) {
    this.store = store;
    this.now = now;
    this.covered = covered;
  }

  /**
   * What was found and done.
   *
   * @param reached where all segments stand
   * @param youngest the first half of the names of the segment that was opened last; 0 for none
   * @param told particulars for the ledger's own note
   */
  record Found(List<Checkpoint.Covered> reached, long youngest, Map<String, String> told) {}

  /**
   * Recovers.
   *
   * @param covered whether a checkpoint speaks of a segment
   */
  static Found run(SegmentFiles.Store store, Instant now, LongPredicate covered)
      throws IOException {
    return new Recovery(store, now, covered).run();
  }

  private Found run() throws IOException {
    removeDrafts();
    Map<Long, Set<Long>> runs = new TreeMap<>();
    Set<Long> unclean = new HashSet<>();
    for (Path file : store.layout().allSegments()) {
      Optional<SegmentHeader> header = header(file);
      if (header.isPresent()) {
        long segment = header.get().segment();
        segments.computeIfAbsent(segment, none -> new ArrayList<>()).add(file);
        runs.computeIfAbsent(header.get().run(), none -> new HashSet<>()).add(segment);
      }
    }
    for (Map.Entry<Long, List<Path>> each : segments.entrySet()) {
      if (!ended(each.getKey(), each.getValue().getLast())) {
        unclean.add(each.getKey());
      }
    }
    for (Set<Long> run : runs.values()) {
      if (run.stream().anyMatch(unclean::contains)) {
        recover(run, unclean);
      }
    }
    told.put("closed-as-unknown", Long.toString(unknown));
    told.put("torn-octets", Long.toString(cutOctets));
    if (cutRecorded > 0) {
      told.put("torn-recorded-octets", Long.toString(cutRecorded));
    }
    long youngest = segments.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    return new Found(List.copyOf(tips.values()), youngest, told);
  }

  /** The last part of a segment, read to what is no turn. */
  private record Read(Path file, PartScan scan, PartScan.Found stop) {}

  private void recover(Set<Long> run, Set<Long> unclean) throws IOException {
    open.clear();
    closed.clear();
    List<Read> left = new ArrayList<>();
    for (Map.Entry<Long, List<Path>> each : segments.entrySet()) {
      if (run.contains(each.getKey())) {
        for (Path file : each.getValue()) {
          Read read = read(file);
          if (unclean.contains(each.getKey()) && file.equals(each.getValue().getLast())) {
            left.add(read);
          }
        }
      }
    }
    open.removeAll(closed);
    for (Read last : left) {
      finish(last);
    }
  }

  /** Reads a part to its end or to what cannot be read. */
  private Read read(Path file) throws IOException {
    try (ByteSource source = store.disk().open(file)) {
      PartScan scan = PartScan.of(source);
      while (true) {
        PartScan.Found found = scan.next();
        if (!(found instanceof PartScan.Found.Turn turn)) {
          return new Read(file, scan, found);
        }
        turn.leaves().forEach(this::saw);
      }
    }
  }

  private void saw(Leaf leaf) {
    lastLow.merge(leaf.id().high(), leaf.id().low(), Math::max);
    switch (leaf) {
      case Leaf.Admitted admitted -> open.add(admitted.id());
      case Leaf.Closed end -> closed.add(end.of());
      case Leaf.Refused refused -> {}
      case Leaf.Noted noted -> {}
    }
  }

  /** Cuts a segment's torn tail, closes what it left open, and ends it. */
  private void finish(Read last) throws IOException {
    PartScan scan = last.scan();
    long segment = scan.header().segment();
    switch (last.stop()) {
      case PartScan.Found.Nothing nothing -> cut(last.file(), scan.at());
      case PartScan.Found.Unreadable torn -> cut(last.file(), scan.at());
      // No crash makes these: what stands there stays for an auditor to see.
      case PartScan.Found.Broken broken -> told.put("broken", last.file().getFileName().toString());
      // It died between the end and the cut behind it, or the disk kept the one and not the other.
      case PartScan.Found.End end -> cut(last.file(), scan.at());
      case PartScan.Found.Turn turn -> throw new IllegalStateException("a turn was not read");
    }
    cutRecordings(store.layout().recordings(last.file()));
    if (last.stop() instanceof PartScan.Found.End(boolean whole, long none) && whole && none == 0) {
      tips.put(segment, new Checkpoint.Covered(scan.tip(), true));
      return;
    }
    SegmentHeader next = scan.header().next(scan.tip());
    if (!free(store.layout().segment(segment, next.part()))) {
      return;
    }
    SegmentFiles files = new SegmentFiles(store, next, SegmentFiles.Writing.FLUSHED);
    List<EntryId> left =
        open.stream()
            .filter(id -> id.high() == segment)
            .sorted((a, b) -> Long.compareUnsigned(a.low(), b.low()))
            .toList();
    // Far beyond every name that was given out before the crash and never written.
    long low = (lastLow.getOrDefault(segment, 0L) >>> 32) + 1 << 32;
    List<Entry> turn = new ArrayList<>();
    for (EntryId of : left) {
      turn.add(Entry.of(new Leaf.Closed(new EntryId(segment, low++), now, of, nobodyKnows())));
      if (turn.size() == TURN) {
        files.write(turn);
        turn = new ArrayList<>();
      }
    }
    if (!turn.isEmpty()) {
      files.write(turn);
    }
    files.finish(0);
    unknown += left.size();
    tips.put(segment, new Checkpoint.Covered(files.tip(), true));
  }

  /**
   * Whether a part may be written that is named so. One without any header was begun by a machine
   * that died; one whose header cannot be read stays for an auditor to see, and nothing follows it.
   */
  private boolean free(Path beyond) throws IOException {
    if (!store.disk().has(beyond)) {
      return true;
    }
    if (!headless(beyond)) {
      told.put("broken", beyond.getFileName().toString());
      return false;
    }
    store.disk().move(beyond, store.layout().aside().resolve(beyond.getFileName()));
    Path recordings = store.layout().recordings(beyond);
    if (store.disk().has(recordings)) {
      try (Disk.Handle beside = store.disk().open(recordings)) {
        long end = written(beside, 0);
        if (end > 0) {
          keepAside(recordings, beside, 0, end);
        }
      }
    }
    return true;
  }

  private static Leaf.Outcome nobodyKnows() {
    return new Leaf.Outcome(
        Leaf.End.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        false,
        new Leaf.Counts(0, 0, 0, 0),
        Duration.ZERO);
  }

  private void cut(Path file, long from) throws IOException {
    try (Disk.Handle torn = store.disk().open(file)) {
      long end = written(torn, from);
      if (end > from) {
        keepAside(file, torn, from, end);
        cutOctets += end - from;
      }
      torn.truncate(from);
      torn.force();
    }
  }

  /**
   * A recording that was cut short belongs to a turn that does not count; what stands behind the
   * place is kept aside, for it may be whole, and cannot be told from what is not.
   */
  private void cutRecordings(Path file) throws IOException {
    if (!store.disk().has(file)) {
      return;
    }
    try (Disk.Handle beside = store.disk().open(file)) {
      long from = torn(new RecordingScan(beside));
      if (from < beside.size()) {
        long end = written(beside, from);
        if (end > from) {
          keepAside(file, beside, from, end);
          cutRecorded += end - from;
        }
        beside.truncate(from);
        beside.force();
      }
    }
  }

  /**
   * Where recordings end that belong to what counts. A frame that cannot be read ends them when
   * none of those behind it belongs to a leaf: in room that was made ahead, a machine that dies
   * leaves parts of a frame. Else it stays, for an auditor to see.
   */
  private long torn(RecordingScan scan) throws IOException {
    long from = -1;
    while (true) {
      long at = scan.at();
      switch (scan.next()) {
        case RecordingScan.Found.Unreadable unreadable -> from = from < 0 ? at : from;
        case RecordingScan.Found.Kept kept -> from = counts(kept.recording()) ? -1 : from;
        // Only what belonged to a leaf is ever erased, and its frame no longer says to which.
        case RecordingScan.Found.Erased erased -> from = -1;
        case RecordingScan.Found.Nothing nothing -> {
          return from < 0 ? scan.at() : from;
        }
      }
    }
  }

  private boolean counts(Recording recording) {
    EntryId of = recording.of();
    return switch (recording.side()) {
      case SHOWN -> closed.contains(of);
      case ASKED, SENT -> of.low() <= lastLow.getOrDefault(of.high(), -1L);
    };
  }

  /** Where the last octet stands that is not zero; room that nobody wrote to lies behind it. */
  private static long written(Disk.Handle file, long from) throws IOException {
    byte[] room = new byte[1 << 16];
    long end = from;
    long at = from;
    for (int got = file.read(at, room, 0, room.length);
        got > 0;
        got = file.read(at, room, 0, room.length)) {
      for (int i = 0; i < got; i++) {
        if (room[i] != 0) {
          end = at + i + 1;
        }
      }
      at += got;
    }
    return end;
  }

  private void keepAside(Path file, Disk.Handle torn, long from, long end) throws IOException {
    Path aside = store.layout().aside().resolve(file.getFileName() + "-" + from);
    try (Disk.Handle copy = store.disk().create(aside)) {
      byte[] room = new byte[1 << 16];
      for (long at = from; at < end; at += room.length) {
        int got = torn.read(at, room, 0, (int) Math.min(room.length, end - at));
        copy.write(ByteBuffer.wrap(room, 0, got), at - from);
      }
      copy.force();
    }
  }

  private boolean ended(long segment, Path last) throws IOException {
    try (ByteSource source = store.disk().open(last)) {
      Optional<PartScan.Ending> ending = PartScan.ending(source);
      Tip tip = ending.map(PartScan.Ending::tip).orElse(PartScan.of(source).header().tip());
      boolean clean = ending.isPresent() && ending.get().last() && ending.get().open() == 0;
      if (clean) {
        tips.put(segment, new Checkpoint.Covered(tip, true));
      }
      return clean;
    }
  }

  private Optional<SegmentHeader> header(Path file) throws IOException {
    try (ByteSource source = store.disk().open(file)) {
      return Optional.of(PartScan.of(source).header());
    } catch (Malformed unreadable) {
      told.put("unreadable", file.getFileName().toString());
      if (!covered.test(Layout.segmentOf(file)) && headless(file)) {
        // A machine that died left it so: its header was never on the disk, and nobody signed it.
        store.disk().move(file, store.layout().aside().resolve(file.getFileName()));
      }
      // Whatever else is left where it is: an auditor must see it.
      return Optional.empty();
    }
  }

  private boolean headless(Path file) throws IOException {
    try (ByteSource source = store.disk().open(file)) {
      byte[] header = new byte[SegmentHeader.LENGTH];
      int got = source.read(0, header, 0, header.length);
      for (int i = 0; i < got; i++) {
        if (header[i] != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private void removeDrafts() throws IOException {
    for (Path folder : List.of(store.layout().segments(), store.layout().recordings())) {
      for (Path file : store.disk().list(folder)) {
        if (file.getFileName().toString().startsWith(Layout.DRAFT)) {
          store.disk().remove(file);
        }
      }
    }
  }
}
