package dev.postern.prove.revocation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** People who are not concerned and work all the time. */
final class Busy implements AutoCloseable {
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final long begun = System.nanoTime();
  private volatile boolean over;

  private Busy() {}

  /** So many of each protocol. */
  static Busy begin(Stand stand, int each) {
    Busy busy = new Busy();
    for (int n = 0; n < each; n++) {
      String person = "busy-" + n;
      busy.threads.add(Thread.ofVirtual().start(() -> busy.call(stand, person)));
      busy.threads.add(Thread.ofVirtual().start(() -> busy.query(stand, person)));
    }
    return busy;
  }

  private void call(Stand stand, String person) {
    for (long n = 0; !over; n++) {
      try {
        McpClient.Open open = stand.mcp(person).call("tick", person + "_" + n, false);
        count(open.text().contains("\"result\""));
      } catch (IOException broken) {
        count(false);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void query(Stand stand, String person) {
    while (!over) {
      try (WireClient client = stand.postgres(person)) {
        while (!over) {
          client.run("SELECT count(*) FROM generate_series(1, 100)");
          count(true);
        }
      } catch (IOException broken) {
        count(false);
      }
    }
  }

  private void count(boolean well) {
    (well ? done : failed).incrementAndGet();
  }

  /** What they did. */
  String told() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return "meanwhile %d operations of others, %.0f a second, %d failed"
        .formatted(done.get(), done.get() / seconds, failed.get());
  }

  boolean undisturbed() {
    return failed.get() == 0;
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
