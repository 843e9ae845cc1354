package dev.postern.kernel.audit;

import dev.postern.kernel.operation.Durability;
import java.io.IOException;
import java.util.List;

/** The trail. There is no implementation in main sources that discards. */
public interface Ledger {
  /** What its entries survive where nobody asks for something else. */
  Durability level();

  /** Opens a segment at the ledger's own level. */
  default Segment open(int number) throws IOException {
    return open(number, level());
  }

  /**
   * Opens a segment that one writer appends to, for example one event loop.
   *
   * @param number 0 to 4095, unique among open segments
   * @param level what its entries survive
   * @throws IOException when it cannot be made durable
   */
  Segment open(int number, Durability level) throws IOException;

  /** A segment, for its one writer thread. */
  interface Segment extends AutoCloseable {
    /** The next entry's name. Names that are never appended leave a gap, which is no fault. */
    EntryId next();

    /** A fresh salt for a commitment, 16 bytes, unpredictable to everyone outside the process. */
    byte[] salt();

    /**
     * Appends all entries or none, durable at the segment's level when it returns.
     *
     * @throws IOException when they could not be made durable. Then none of them counts, and the
     *     segment tries to recover by itself at the next call
     */
    void append(List<Entry> entries) throws IOException;

    /**
     * Appends all entries or none, like {@link #append(List)}, without waiting for a disk. The
     * receipt hears once, in the order of the calls: on the caller's stack where the level needs no
     * wait, else on a thread of the ledger's, which it must not block.
     */
    default void append(List<Entry> entries, Receipt receipt) {
      try {
        append(entries);
      } catch (IOException why) {
        receipt.failed(why);
        return;
      }
      receipt.durable();
    }

    /**
     * Ends the segment. What it admitted and nobody closed is closed as unknown at the next start.
     */
    @Override
    void close() throws IOException;
  }

  /** Hears how an append ended. */
  interface Receipt {
    /** The entries are durable at the segment's level. */
    void durable();

    /** None of the entries counts. */
    void failed(IOException why);
  }
}
