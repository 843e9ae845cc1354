package dev.postern.testkit;

import dev.postern.kernel.approval.DeskTrail;
import dev.postern.kernel.approval.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a desk told its trail, in memory; fails when told. Outlives a desk, as a ledger does. */
public final class MemoryTrail implements DeskTrail {
  private final List<Request> told = new ArrayList<>();
  private boolean fails;
  private int failures;

  /** Whether everything fails from now on. */
  public void fail(boolean now) {
    fails = now;
  }

  /** Makes the next notes fail, as many as said. */
  public void failNext(int times) {
    failures = times;
  }

  /** Everything that was told, in order. */
  public List<Request> told() {
    return List.copyOf(told);
  }

  /** Where requests were told to stand, in order. */
  public List<Request.State> states() {
    return told.stream().map(Request::state).toList();
  }

  @Override
  public void note(List<Request> requests) throws IOException {
    if (fails || failures > 0) {
      failures = Math.max(0, failures - 1);
      throw new IOException("the ledger takes no entries");
    }
    told.addAll(requests);
  }
}
