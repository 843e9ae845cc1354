package dev.postern.testkit;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.RequestStore;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests for approval in memory, which fail when told. Outlives a desk, as a disk does. */
public final class MemoryRequests implements RequestStore {
  private final Map<String, Request> requests = new LinkedHashMap<>();
  private boolean fails;

  /** Whether everything fails from now on. */
  public void fail(boolean now) {
    fails = now;
  }

  /** Every request in the form in which it was kept last. */
  public List<Request> all() {
    return List.copyOf(requests.values());
  }

  @Override
  public void put(Request request) throws IOException {
    if (fails) {
      throw new IOException("the disk is full");
    }
    requests.put(request.id(), request);
  }

  @Override
  public List<Request> living() {
    return requests.values().stream().filter(Request::lives).toList();
  }

  @Override
  public void forget(Instant ended) {
    requests.values().removeIf(r -> !r.lives() && r.until().isBefore(ended));
  }
}
