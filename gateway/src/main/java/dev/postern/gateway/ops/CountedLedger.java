package dev.postern.gateway.ops;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A ledger whose entries are counted and whose time is taken, on their way to the real one. */
final class CountedLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(CountedLedger.class);

  private final Ledger ledger;
  private final Families families;
  private final Tallies tallies;

  CountedLedger(Ledger ledger, Families families, Tallies tallies) {
    this.ledger = ledger;
    this.families = families;
    this.tallies = tallies;
  }

  @Override
  public Durability level() {
    return ledger.level();
  }

  @Override
  public Segment open(int number, Durability level) throws IOException {
    return new Counted(ledger.open(number, level), level);
  }

  private final class Counted implements Segment {
    private final Segment segment;
    private final boolean answersAtOnce;
    private final DistributionDataPoint append;
    private final DistributionDataPoint lag;
    private final CounterDataPoint written;
    private final CounterDataPoint failed;

    private Counted(Segment segment, Durability level) {
      this.segment = segment;
      this.answersAtOnce = level == Durability.PROCESS_CRASH;
      String word = level.name().toLowerCase(Locale.ROOT).replace('_', '-');
      this.append = families.histogram(Metric.LEDGER_APPEND).labelValues(word);
      this.lag = families.histogram(Metric.LEDGER_LAG).labelValues(word);
      this.written = families.counter(Metric.LEDGER_ENTRIES).labelValues(word, "written");
      this.failed = families.counter(Metric.LEDGER_ENTRIES).labelValues(word, "failed");
    }

    @Override
    public EntryId next() {
      return segment.next();
    }

    @Override
    public byte[] salt() {
      return segment.salt();
    }

    @Override
    public void append(List<Entry> entries) throws IOException {
      long from = System.nanoTime();
      try {
        segment.append(entries);
      } catch (IOException | RuntimeException broken) {
        lost(entries);
        throw broken;
      } finally {
        took(from);
      }
      kept(entries, from);
    }

    @Override
    public void append(List<Entry> entries, Receipt receipt) {
      if (answersAtOnce) {
        // No object is made for a turn: where the ledger answers at once, so can this.
        try {
          append(entries);
        } catch (IOException why) {
          receipt.failed(why);
          return;
        }
        receipt.durable();
        return;
      }
      long from = System.nanoTime();
      Timed timed = new Timed(entries, receipt, from);
      try {
        segment.append(entries, timed);
      } catch (RuntimeException broken) {
        lost(entries);
        throw broken;
      } finally {
        took(from);
      }
    }

    @Override
    public void close() throws IOException {
      segment.close();
    }

    private void took(long from) {
      try {
        append.observe(seconds(from));
      } catch (RuntimeException | Error broken) {
        uncounted(broken);
      }
    }

    private void kept(List<Entry> entries, long from) {
      try {
        lag.observe(seconds(from));
        written.inc(entries.size());
        tallies.kept(entries);
      } catch (RuntimeException | Error broken) {
        uncounted(broken);
      }
    }

    private void lost(List<Entry> entries) {
      try {
        failed.inc(entries.size());
        tallies.lost(entries);
      } catch (RuntimeException | Error broken) {
        uncounted(broken);
      }
    }

    /** A receipt on its way back from a ledger that waits for a disk. */
    private final class Timed implements Receipt {
      private final List<Entry> entries;
      private final Receipt receipt;
      private final long from;

      private Timed(List<Entry> entries, Receipt receipt, long from) {
        this.entries = entries;
        this.receipt = receipt;
        this.from = from;
      }

      @Override
      public void durable() {
        try {
          receipt.durable();
        } finally {
          kept(entries, from);
        }
      }

      @Override
      public void failed(IOException why) {
        try {
          receipt.failed(why);
        } finally {
          lost(entries);
        }
      }
    }
  }

  /** What was written is written, whether it could be counted or not. */
  private static void uncounted(Throwable broken) {
    LOG.warn("entries of the ledger could not be counted", broken);
  }

  private static double seconds(long from) {
    return (System.nanoTime() - from) / 1e9;
  }
}
