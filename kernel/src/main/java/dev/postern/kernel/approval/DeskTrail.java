package dev.postern.kernel.approval;

import java.io.IOException;
import java.util.List;

/** Where it is recorded what became of requests. Calls may block; none comes from an event loop. */
public interface DeskTrail {
  /**
   * Records where requests stand now, all or none; durable when it returns. What a crash left open
   * is told again after it.
   *
   * @param requests each in a form that it has come to; one may be in the list twice
   */
  void note(List<Request> requests) throws IOException;
}
