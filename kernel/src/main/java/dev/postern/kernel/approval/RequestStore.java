package dev.postern.kernel.approval;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Where requests are kept across restarts. Calls may block; none comes from an event loop. */
public interface RequestStore {
  /** Keeps a request in its present form; durable when it returns. */
  void put(Request request) throws IOException;

  /** Every request that is open or approved. */
  List<Request> living() throws IOException;

  /**
   * Forgets what ended before a moment.
   *
   * @param ended requests that were due before it and live no more
   */
  void forget(Instant ended) throws IOException;
}
