package dev.postern.kernel.audit;

import java.io.Closeable;
import java.io.IOException;

/** Bytes that somebody else reads for the kernel: a file of a ledger, of which more may come. */
public interface ByteSource extends Closeable {
  /** How many bytes there are now. */
  long size() throws IOException;

  /**
   * Reads as many bytes as there are, at most as many as asked.
   *
   * @return how many; fewer than asked only at the end
   */
  int read(long at, byte[] into, int from, int count) throws IOException;

  @Override
  void close() throws IOException;
}
