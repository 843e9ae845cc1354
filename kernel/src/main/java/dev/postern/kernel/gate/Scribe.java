package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes each turn to the ledger, once, and keeps what a failing ledger is owed. Belongs to the
 * loop's thread.
 */
final class Scribe {
  private final Ledger.Segment segment;
  private final InstantSource clock;
  private final Executor loop;
  private final int mostOwed;
  private final List<Entry> owed = new ArrayList<>();
  private long refusalsNotWritten;
  private int waiting;

  /**
   * A scribe of one lane.
   *
   * @param loop brings the news of a slow ledger to the lane's thread
   */
  Scribe(Ledger.Segment segment, InstantSource clock, Executor loop, GateLimits limits) {
    this.segment = segment;
    this.clock = clock;
    this.loop = loop;
    this.mostOwed = limits.owedClosings();
  }

  /** Hears what became of a turn, on the loop's thread. */
  interface Reader {
    void written(Turn turn, boolean durable);
  }

  /** How many endings the ledger is owed. */
  int owed() {
    return owed.size();
  }

  /** How many admissions wait for the disk. */
  int waiting() {
    return waiting;
  }

  /** Counts a refusal of which there will be no entry. */
  void skip() {
    refusalsNotWritten++;
  }

  /**
   * Appends what is owed and what the turn leaves, all or nothing. The reader hears on the stack of
   * this call where the ledger answers at once, in a later turn where it waits for a disk.
   */
  void write(Turn turn, Reader reader) {
    if (owed.isEmpty() && refusalsNotWritten == 0 && turn.entries().isEmpty()) {
      reader.written(turn, true);
      return;
    }
    Batch batch = new Batch(turn, List.copyOf(owed), refusalsNotWritten, reader);
    owed.clear();
    refusalsNotWritten = 0;
    waiting += turn.admissions().size();
    try {
      segment.append(batch.entries(), batch);
    } catch (RuntimeException | Error broken) {
      // Whatever the reason, these entries do not count: their operations are refused.
      batch.failed(new IOException("the ledger broke", broken));
    }
  }

  /** One append, which hears of its end once. */
  private final class Batch implements Ledger.Receipt {
    private final Turn turn;
    private final List<Entry> wasOwed;
    private final long wereNotWritten;
    private final Reader reader;
    private final Thread caller = Thread.currentThread();
    private final AtomicBoolean heard = new AtomicBoolean();

    private Batch(Turn turn, List<Entry> wasOwed, long wereNotWritten, Reader reader) {
      this.turn = turn;
      this.wasOwed = wasOwed;
      this.wereNotWritten = wereNotWritten;
      this.reader = reader;
    }

    private List<Entry> entries() {
      if (wasOwed.isEmpty() && wereNotWritten == 0) {
        return turn.entries();
      }
      List<Entry> all = new ArrayList<>(wasOwed.size() + turn.entries().size() + 1);
      all.addAll(wasOwed);
      if (wereNotWritten > 0) {
        all.add(recovered(wereNotWritten));
      }
      all.addAll(turn.entries());
      return all;
    }

    @Override
    public void durable() {
      back(true);
    }

    @Override
    public void failed(IOException why) {
      back(false);
    }

    private void back(boolean durable) {
      if (!heard.compareAndSet(false, true)) {
        return;
      }
      if (Thread.currentThread() == caller) {
        arrived(durable);
      } else {
        loop.execute(() -> arrived(durable));
      }
    }

    private void arrived(boolean durable) {
      waiting -= turn.admissions().size();
      if (!durable) {
        refusalsNotWritten += wereNotWritten;
        owed.addAll(wasOwed);
        turn.entries().forEach(Scribe.this::owe);
      }
      reader.written(turn, durable);
    }
  }

  /** Endings are owed until the ledger takes them; a refusal that cannot be written is counted. */
  private void owe(Entry entry) {
    switch (entry.leaf()) {
      case Leaf.Closed closed -> owed.add(entry);
      case Leaf.Noted noted -> {
        // Strangers can cause notes: they must not crowd out endings, nor grow without bound.
        if (owed.size() < mostOwed / 2) {
          owed.add(entry);
        }
      }
      case Leaf.Refused refused -> refusalsNotWritten++;
      case Leaf.Admitted admitted -> refusalsNotWritten++;
    }
  }

  private Entry recovered(long refusals) {
    return Entry.of(
        new Leaf.Noted(
            segment.next(),
            clock.instant(),
            "postern",
            "ledger-recovered",
            Map.of("refusals-not-written", Long.toString(refusals))));
  }
}
