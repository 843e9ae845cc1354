package dev.postern.kernel.approval;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Where requests are kept across restarts. Calls may block; none comes from an event loop. */
public interface RequestStore {
  /** Keeps requests in their present form, all or none; durable when it returns. */
  void put(List<Request> requests) throws IOException;

  /** Every request that is open or approved. */
  List<Request> living() throws IOException;

  /** Every request that has ended and was not forgotten since. */
  List<Request> ended() throws IOException;

  /** Forgets requests, all or none; those that it does not have are no fault. */
  void forget(Collection<String> ids) throws IOException;
}
