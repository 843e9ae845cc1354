package dev.postern.testkit;

import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.grant.LendingStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps grants in memory, and can refuse to. */
public final class MemoryLendings implements LendingStore {
  private final Map<String, Lending> kept = new LinkedHashMap<>();
  private boolean fails;

  /** Whether nothing can be kept from now on. */
  public void fail(boolean now) {
    fails = now;
  }

  @Override
  public void put(Lending lending) throws IOException {
    if (fails) {
      throw new IOException("the disk is full");
    }
    kept.put(lending.grant().id(), lending);
  }

  @Override
  public List<Lending> all(int mostEnded) {
    List<Lending> all = new ArrayList<>(kept.values().stream().filter(Lending::runs).toList());
    List<Lending> ended = kept.values().stream().filter(lending -> !lending.runs()).toList();
    all.addAll(ended.subList(Math.max(0, ended.size() - mostEnded), ended.size()));
    return all;
  }

  @Override
  public void forget(Instant ended) {
    kept.values()
        .removeIf(
            lending -> lending.ending().map(ending -> ending.at().isBefore(ended)).orElse(false));
  }
}
