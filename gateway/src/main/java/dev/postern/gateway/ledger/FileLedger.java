package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Checkpoint;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.SegmentHeader;
import dev.postern.kernel.audit.Tip;
import dev.postern.kernel.operation.Durability;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger on files, for one process at a time. Each segment is a chain of its own; a keeper
 * thread makes room ahead and signs checkpoints over what has moved.
 */
public final class FileLedger implements Ledger, AutoCloseable {
  /** The segment that the ledger writes its own notes to; nobody else opens it. */
  public static final int OWN_SEGMENT = EntryId.LAST_SEGMENT;

  private static final Logger LOG = LoggerFactory.getLogger(FileLedger.class);

  /** How often it is looked whether the files are there and, after a fault, whether it is over. */
  private static final Duration TEND = Duration.ofSeconds(1);

  private final LedgerSettings settings;
  private final Clock clock;
  private final Holding holding;
  private final SegmentFiles.Store store;
  private final Spares spares;
  private final CheckpointLog checkpoints;
  private final String name;
  private final long run;
  private final OpenEntries open = new OpenEntries();
  private final Map<Integer, LiveSegment> live = new LinkedHashMap<>();
  private final List<Checkpoint.Covered> ended = new ArrayList<>();
  private final Queue<Part> retired = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService keeper;
  private final GroupCommit writer;
  private final Segment own;
  private long youngest;
  private final Health health;
  private final Presence presence;
  private boolean closed;

  /**
   * Starts a ledger: recovers what a crash left, and notes that it started.
   *
   * @throws IOException when the directory cannot be used, another process uses it, or it cannot be
   *     recovered
   */
  public static FileLedger start(LedgerSettings settings, Clock clock) throws IOException {
    return start(settings, clock, new RealDisk());
  }

  static FileLedger start(LedgerSettings settings, Clock clock, Disk disk) throws IOException {
    return start(settings, clock, disk, Hands.fresh());
  }

  /** The same with threads, or what stands for them, of the caller's own. */
  static FileLedger start(LedgerSettings settings, Clock clock, Disk disk, Hands hands)
      throws IOException {
    Layout layout = new Layout(settings.directory(), disk);
    Closeable lock;
    try {
      layout.make();
      lock = disk.lock(layout.lock());
    } catch (IOException | RuntimeException | Error failed) {
      hands.letGo(settings.longestWait());
      throw failed;
    }
    Holding holding = new Holding(lock, hands, settings.longestWait());
    try {
      return new FileLedger(settings, clock, layout, holding);
    } catch (IOException | RuntimeException | Error failed) {
      holding.giveUp(failed);
      throw failed;
    }
  }

  private FileLedger(LedgerSettings settings, Clock clock, Layout layout, Holding holding)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    this.holding = holding;
    this.keeper = holding.hands().keeper();
    this.writer = new GroupCommit(holding.hands().writer());
    this.health = new Health(settings.directory().toString());
    this.presence = Presence.of(layout);
    this.spares = new Spares(settings, layout, this::later);
    this.store = new SegmentFiles.Store(settings, layout, spares, this::retire);
    Signing signing = Signing.of(layout);
    this.name = Checkpoint.ledger(signing.open());
    this.checkpoints = new CheckpointLog(layout, signing);
    Recovery.Found found = Recovery.run(store, clock.instant(), checkpoints::covers);
    this.ended.addAll(found.reached());
    this.youngest = found.youngest() >>> 12;
    this.run = opened();
    this.own = segment(OWN_SEGMENT, settings.level());
    note("ledger-started", found.told());
    checkpoint();
    long every = settings.checkpointEvery().toMillis();
    keeper.scheduleWithFixedDelay(this::checkpointQuietly, every, every, TimeUnit.MILLISECONDS);
    keeper.scheduleWithFixedDelay(
        this::tend, TEND.toMillis(), TEND.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Durability level() {
    return settings.level();
  }

  @Override
  public Segment open(int number, Durability level) throws IOException {
    if (number < 0 || number >= OWN_SEGMENT) {
      throw new IllegalArgumentException("nobody can open segment " + number);
    }
    return segment(number, level);
  }

  /**
   * What is wrong with the ledger: entries are not taken, no checkpoint can be signed, or its files
   * are gone. It is found to be over within a second or two, also when nobody asks for anything.
   */
  public Optional<String> trouble() {
    return health.told();
  }

  /** Signs a checkpoint now over everything appended so far. */
  public void checkpointNow() throws IOException {
    keep(this::checkpoint);
  }

  /** Ends all segments that are open, signs the last checkpoint, and lets the directory go. */
  @Override
  public void close() throws IOException {
    List<LiveSegment> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = List.copyOf(live.values());
    }
    try (Closeable last = this::release) {
      note("ledger-stopped", Map.of("segments-left-open", Integer.toString(left.size() - 1)));
      IOException failed = null;
      for (LiveSegment segment : left) {
        try {
          segment.close();
        } catch (IOException | RuntimeException why) {
          failed = why instanceof IOException known ? known : new IOException(why);
        }
      }
      keep(this::checkpoint);
      if (failed != null) {
        throw failed;
      }
    }
  }

  /** Looks now after what no append notices. */
  void tendNow() throws IOException {
    keep(this::tend);
  }

  LedgerSettings settings() {
    return settings;
  }

  OpenEntries open() {
    return open;
  }

  Health health() {
    return health;
  }

  /** A segment has ended. */
  synchronized void ended(int number, Tip tip) {
    live.remove(number);
    ended.add(new Checkpoint.Covered(tip, true));
  }

  /** Lets everything go as a crash would: nothing is ended, flushed or signed. */
  void abandon() throws IOException {
    List<LiveSegment> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(live.values());
    }
    for (LiveSegment segment : left) {
      segment.abandon();
    }
    release();
  }

  private synchronized Segment segment(int number, Durability level) throws IOException {
    if (live.containsKey(number)) {
      throw new IllegalStateException("segment " + number + " is open already");
    }
    long segment = EntryId.high(opened(), number);
    SegmentFiles files =
        new SegmentFiles(store, SegmentHeader.first(name, run(), segment), writing(number, level));
    LiveSegment made =
        switch (level) {
          case PROCESS_CRASH -> new LiveSegment(this, segment, files);
          case POWER_LOSS -> new QueuedSegment(this, segment, files, writer);
        };
    live.put(number, made);
    return made;
  }

  private static SegmentFiles.Writing writing(int number, Durability level) {
    return switch (level) {
      case POWER_LOSS -> SegmentFiles.Writing.FLUSHED;
      case PROCESS_CRASH ->
          number == OWN_SEGMENT ? SegmentFiles.Writing.PLAIN : SegmentFiles.Writing.MAPPED;
    };
  }

  private long run() {
    return run;
  }

  /** A moment that no segment was opened at, later than all of theirs even if the clock is not. */
  private synchronized long opened() {
    youngest = Math.max(youngest + 1, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    return youngest;
  }

  private void note(String what, Map<String, String> about) throws IOException {
    own.append(
        List.of(Entry.of(new Leaf.Noted(own.next(), clock.instant(), "postern", what, about))));
  }

  private void retire(Part full) {
    retired.add(full);
    later(this::flushRetiredQuietly);
  }

  private void later(Runnable task) {
    try {
      keeper.execute(task);
    } catch (RejectedExecutionException stopped) {
      // The ledger is being let go: what is left is done by release().
    }
  }

  private void keep(Kept task) throws IOException {
    try {
      keeper
          .submit(() -> {
            task.run();
            return true;
          })
          .get(settings.longestWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", hurried);
    } catch (java.util.concurrent.ExecutionException failed) {
      throw failed.getCause() instanceof IOException known ? known : new IOException(failed);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IOException("the disk did not answer in time", late);
    }
  }

  private interface Kept {
    void run() throws IOException;
  }

  /** Flushes what a checkpoint is about to say, then says it. */
  private void checkpoint() throws IOException {
    try {
      sign();
      health.signed();
    } catch (IOException | RuntimeException | Error failed) {
      health.unsigned(failed);
      throw failed;
    }
  }

  private void sign() throws IOException {
    List<Checkpoint.Covered> reached;
    List<Part.Flush> flushes = new ArrayList<>();
    synchronized (this) {
      reached = new ArrayList<>(ended);
      for (LiveSegment segment : live.values()) {
        LiveSegment.Reached each = segment.reached();
        reached.add(new Checkpoint.Covered(each.tip(), false));
        flushes.addAll(each.flushes());
      }
    }
    // First: a part that fills up meanwhile is retired, and only this thread closes it.
    for (Part.Flush flush : flushes) {
      flush.force();
    }
    flushRetired();
    checkpoints.cover(clock.instant(), reached);
    synchronized (this) {
      ended.removeAll(reached);
    }
  }

  private void checkpointQuietly() {
    try {
      checkpoint();
    } catch (Throwable failed) {
      // A task that throws is never run again, and nothing would be signed any more.
      LOG.debug("no checkpoint of the ledger could be signed", failed);
    }
  }

  /** Looks after what no append notices. */
  private void tend() {
    try {
      if (presence.holds()) {
        health.found();
      } else {
        health.lost();
      }
      if (health.ailing() && !health.gone()) {
        spares.probe();
        health.mended();
        checkpoint();
      }
    } catch (Throwable still) {
      LOG.debug("the ledger is still in trouble", still);
    }
  }

  private void flushRetired() throws IOException {
    for (Part full = retired.peek(); full != null; full = retired.peek()) {
      full.letGo();
      retired.remove();
    }
  }

  private void flushRetiredQuietly() {
    try {
      flushRetired();
    } catch (Throwable again) {
      // The checkpoint that follows tries again, and says so when it fails.
      LOG.warn("a full part of the ledger could not be flushed: {}", again.toString());
      health.unsigned(again);
    }
  }

  private void release() throws IOException {
    holding.release(writer::close, this::closeFiles);
  }

  private void closeFiles() throws IOException {
    try (checkpoints;
        Closeable ready = spares::close) {
      IOException failed = null;
      for (Part full = retired.poll(); full != null; full = retired.poll()) {
        try {
          full.close();
        } catch (IOException | RuntimeException why) {
          failed = why instanceof IOException known ? known : new IOException(why);
        }
      }
      if (failed != null) {
        throw failed;
      }
    }
  }
}
