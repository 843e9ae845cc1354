package dev.postern.gateway.net;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of a listener, all and by source, and says when there are too many. */
public final class SourceCounts {
  private volatile int most;
  private volatile int mostPerSource;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> bySource = new ConcurrentHashMap<>();

  /**
   * @param most connections at once
   * @param mostPerSource connections at once from one address
   */
  public SourceCounts(int most, int mostPerSource) {
    this.most = most;
    this.mostPerSource = mostPerSource;
  }

  /** Other bounds from now on; what has entered stays. */
  public void bound(int connections, int perSource) {
    this.most = connections;
    this.mostPerSource = perSource;
  }

  /** Counts one more, if there is room; then {@link #leave} is owed. */
  public boolean enter(InetAddress source) {
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return false;
    }
    if (bySource.merge(source, 1, Integer::sum) > mostPerSource) {
      leave(source);
      return false;
    }
    return true;
  }

  /** Counts one less. */
  public void leave(InetAddress source) {
    all.decrementAndGet();
    bySource.computeIfPresent(source, (address, count) -> count == 1 ? null : count - 1);
  }

  /** How many there are now. */
  public int now() {
    return all.get();
  }
}
