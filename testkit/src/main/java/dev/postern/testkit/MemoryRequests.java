package dev.postern.testkit;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.RequestStore;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests for approval in memory, which fail when told. Outlives a desk, as a disk does. */
public final class MemoryRequests implements RequestStore {
  private final Map<String, Request> requests = new LinkedHashMap<>();
  private final Map<String, Request> ever = new LinkedHashMap<>();
  private boolean fails;
  private boolean broken;
  private int puts;
  private int failing;

  /** Whether everything fails from now on. */
  public void fail(boolean now) {
    fails = now;
  }

  /**
   * Makes one of the next changes fail.
   *
   * @param which the first is 1; none is 0
   */
  public void failAt(int which) {
    failing = which;
  }

  /** Whether everything breaks from now on in a way that nobody promised. */
  public void breakDown(boolean now) {
    broken = now;
  }

  /** How often something was put. */
  public int puts() {
    return puts;
  }

  /** Every request in the form in which it was kept last, be it forgotten since. */
  public List<Request> all() {
    return List.copyOf(ever.values());
  }

  @Override
  public void put(List<Request> some) throws IOException {
    usable();
    puts++;
    some.forEach(request -> {
      requests.put(request.id(), request);
      ever.put(request.id(), request);
    });
  }

  @Override
  public List<Request> living() {
    return requests.values().stream().filter(Request::lives).toList();
  }

  @Override
  public List<Request> ended() {
    return requests.values().stream().filter(request -> !request.lives()).toList();
  }

  @Override
  public void forget(Collection<String> ids) throws IOException {
    usable();
    requests.keySet().removeAll(ids);
  }

  private void usable() throws IOException {
    if (broken) {
      throw new IllegalStateException("told to break");
    }
    boolean now = failing == 1;
    failing = Math.max(0, failing - 1);
    if (fails || now) {
      throw new IOException("the disk is full");
    }
  }
}
