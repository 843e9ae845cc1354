package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Tip;
import java.io.IOException;
import java.util.List;

/**
 * An open segment on its files. Appending writes at once on the caller's thread, which is durable
 * at the level of a process crash.
 */
class LiveSegment implements Ledger.Segment {
  private final int number;
  private final long segment;
  private final SegmentFiles files;
  private final FileLedger ledger;
  private final Salts salts = new Salts();
  private long low;
  private boolean closed;

  /**
   * A segment whose files were made.
   *
   * @param segment the first half of its entries' names
   */
  LiveSegment(FileLedger ledger, long segment, SegmentFiles files) {
    this.ledger = ledger;
    this.segment = segment;
    this.number = new EntryId(segment, 0).segment();
    this.files = files;
  }

  /** How far it has come, and what a checkpoint must flush before it says so. */
  record Reached(Tip tip, List<Part.Flush> flushes) {}

  @Override
  public EntryId next() {
    return new EntryId(segment, ++low);
  }

  @Override
  public byte[] salt() {
    return salts.next();
  }

  @Override
  public synchronized void append(List<Entry> turn) throws IOException {
    usable();
    if (turn.isEmpty()) {
      return;
    }
    try {
      present();
      files.write(turn);
    } catch (IOException | RuntimeException | Error failed) {
      ledger.health().refused(number, failed);
      throw failed;
    }
    ledger.open().saw(turn);
    ledger.health().took(number);
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      files.finish(ledger.open().of(segment));
      closed = true;
    }
    ledger.ended(number, files.tip());
  }

  /** What a checkpoint may say of it. */
  synchronized Reached reached() {
    return new Reached(files.tip(), files.flushes());
  }

  /** Lets go of the files as a crash would. */
  synchronized void abandon() throws IOException {
    closed = true;
    files.abandon();
  }

  final int number() {
    return number;
  }

  /** Fails when the files are no longer where anybody would look for them. */
  final void present() throws IOException {
    if (ledger.health().gone()) {
      throw new IOException(Health.GONE);
    }
  }

  final void usable() {
    if (closed) {
      throw new IllegalStateException("segment " + number + " is closed");
    }
  }

  final SegmentFiles files() {
    return files;
  }

  final FileLedger ledger() {
    return ledger;
  }
}
