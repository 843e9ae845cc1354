package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of level power-loss: one thread takes all turns that wait, writes them, flushes once,
 * and tells their receipts. What comes meanwhile makes the next group. Each segment bounds what it
 * leaves here.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ExecutorService writer;

  /** A turn on its way to the disk. */
  static final class Turn {
    final QueuedSegment segment;
    final List<Entry> entries;
    final Ledger.Receipt receipt;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private long records = NOT_WRITTEN;
    private boolean told;

    private static final long NOT_WRITTEN = -1;

    private enum Stage {
      WAITING,
      WRITING,
      DECIDED,
      GIVEN_UP
    }

    Turn(QueuedSegment segment, List<Entry> entries, Ledger.Receipt receipt) {
      this.segment = segment;
      this.entries = entries;
      this.receipt = receipt;
    }

    /** Takes the turn back; false when its end is decided already and about to be told. */
    boolean giveUp() {
      return stage.compareAndSet(Stage.WAITING, Stage.GIVEN_UP)
          || stage.compareAndSet(Stage.WRITING, Stage.GIVEN_UP);
    }

    /** Whether its caller waits no longer: that it failed says nothing of the disk. */
    private boolean givenUp() {
      return stage.get() == Stage.GIVEN_UP;
    }

    private boolean begin() {
      return stage.compareAndSet(Stage.WAITING, Stage.WRITING);
    }

    private boolean decide() {
      return stage.compareAndSet(Stage.WRITING, Stage.DECIDED);
    }
  }

  /**
   * A writer.
   *
   * @param writer its thread, which is ended with it
   */
  GroupCommit(ExecutorService writer) {
    this.writer = writer;
  }

  void add(Turn turn) {
    waiting.add(turn);
    if (asked.compareAndSet(false, true)) {
      try {
        writer.execute(this::writeAll);
      } catch (RuntimeException | Error nobody) {
        refuseAll(nobody);
      }
    }
  }

  /**
   * Nobody comes to write, as on a machine that has no thread left. What others added relied on the
   * same call: all of it is answered, and the next turn asks again.
   */
  private void refuseAll(Throwable nobody) {
    LOG.error("the ledger's writer cannot run; what waits for it is refused", nobody);
    // Before it looks: what comes from here on asks for itself.
    asked.set(false);
    for (Turn turn = waiting.poll(); turn != null; turn = waiting.poll()) {
      answer(turn.segment, turn, new IOException("nobody writes the ledger", nobody));
      turn.segment.ledger().health().refused(turn.segment.number(), nobody);
    }
  }

  /** Writes what waits and ends the thread. */
  @Override
  public void close() throws IOException {
    writer.shutdown();
    try {
      while (!writer.awaitTermination(1, TimeUnit.HOURS)) {
        LOG.warn("the ledger's writer has not ended yet");
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the ledger was closing", hurried);
    }
  }

  private void writeAll() {
    // Before it looks: what comes from here on asks again.
    asked.set(false);
    Map<QueuedSegment, List<Turn>> bySegment = new LinkedHashMap<>();
    for (Turn turn = waiting.poll(); turn != null; turn = waiting.poll()) {
      bySegment.computeIfAbsent(turn.segment, none -> new ArrayList<>()).add(turn);
    }
    bySegment.forEach(GroupCommit::commitWhatever);
  }

  /** However a commit breaks, its callers hear of it and the thread goes on for the next. */
  private static void commitWhatever(QueuedSegment segment, List<Turn> turns) {
    try {
      commit(segment, turns);
    } catch (Throwable defect) {
      LOG.error("the ledger's writer broke; what it was given is refused", defect);
      cutBack(segment);
      for (Turn turn : turns) {
        if (!turn.told) {
          // Whatever was written of it, nobody knows that it was flushed.
          turn.records = Turn.NOT_WRITTEN;
          answer(segment, turn, new IOException("the ledger broke", defect));
        }
      }
    }
  }

  private static void cutBack(QueuedSegment segment) {
    try {
      synchronized (segment) {
        segment.files().back();
      }
    } catch (Throwable broken) {
      LOG.error("what the ledger's writer left could not be cut off", broken);
    }
  }

  private static void commit(QueuedSegment segment, List<Turn> turns) {
    List<Turn> begun = turns.stream().filter(Turn::begin).toList();
    IOException why = new IOException("the caller waited no longer");
    synchronized (segment) {
      SegmentFiles files = segment.files();
      files.anchor();
      try {
        segment.present();
        write(files, begun);
        segment.ledger().health().took(segment.number());
      } catch (IOException | RuntimeException | Error failed) {
        files.back();
        why = failed instanceof IOException known ? known : new IOException(failed);
        if (begun.stream().noneMatch(Turn::givenUp)) {
          segment.ledger().health().refused(segment.number(), failed);
        }
      }
      // A part that was begun on the way was flushed up to there, whatever failed behind it.
      long durable = files.anchored();
      for (Turn turn : begun) {
        if (turn.records > durable) {
          turn.records = Turn.NOT_WRITTEN;
        } else if (turn.records != Turn.NOT_WRITTEN) {
          segment.ledger().open().saw(turn.entries);
        }
      }
    }
    for (Turn turn : turns) {
      answer(segment, turn, why);
    }
  }

  private static void answer(QueuedSegment segment, Turn turn, IOException why) {
    turn.told = true;
    segment.answered();
    tell(turn, why);
  }

  private static void write(SegmentFiles files, List<Turn> begun) throws IOException {
    for (Turn turn : begun) {
      if (!turn.entries.isEmpty()) {
        files.write(turn.entries);
      }
      turn.records = files.tip().records();
    }
    files.force();
    for (Turn turn : begun) {
      if (!turn.decide()) {
        throw new IOException("a caller waited no longer");
      }
    }
    files.anchor();
  }

  private static void tell(Turn turn, IOException why) {
    try {
      if (turn.records == Turn.NOT_WRITTEN) {
        turn.receipt.failed(why);
      } else {
        turn.receipt.durable();
      }
    } catch (RuntimeException | Error theirs) {
      LOG.error("a receipt of the ledger failed", theirs);
    }
  }
}
