package dev.postern.kernel.grant;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Where grants are kept across restarts. Calls come one at a time and may block. */
public interface LendingStore {
  /** Keeps a grant as it is now; durable when it returns. */
  void put(Lending lending) throws IOException;

  /**
   * The grants that were kept, the running ones and those that have ended.
   *
   * @param mostEnded of those that have ended, the last so many
   */
  List<Lending> all(int mostEnded) throws IOException;

  /** Forgets what ended before a moment. */
  void forget(Instant ended) throws IOException;
}
