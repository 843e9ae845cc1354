package dev.postern.gateway.simulator;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import java.io.IOException;
import java.util.List;

/**
 * The real ledger, of which everything it says that it took is looked at.
 *
 * @param watch hears each entry before whoever gave it does
 */
record WatchedLedger(Ledger ledger, Watch watch) implements Ledger {
  @Override
  public Durability level() {
    return ledger.level();
  }

  @Override
  public Segment open(int number, Durability level) throws IOException {
    return new Watched(ledger.open(number, level), level);
  }

  private final class Watched implements Segment {
    private final Segment segment;
    private final Durability level;

    Watched(Segment segment, Durability level) {
      this.segment = segment;
      this.level = level;
    }

    private void took(List<Entry> entries) {
      entries.forEach(entry -> watch.durable(entry, level));
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
      segment.append(entries);
      took(entries);
    }

    @Override
    public void append(List<Entry> entries, Receipt receipt) {
      List<Entry> given = List.copyOf(entries);
      segment.append(
          entries,
          new Receipt() {
            @Override
            public void durable() {
              took(given);
              receipt.durable();
            }

            @Override
            public void failed(IOException why) {
              receipt.failed(why);
            }
          });
    }

    @Override
    public void close() throws IOException {
      segment.close();
    }
  }
}
