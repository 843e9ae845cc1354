package dev.postern.prove.revocation;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The same person, who goes on trying while access is taken back: one operation after the other,
 * each marked as late that was sent when the lock had returned. Ends once that was tried a few
 * times.
 */
final class Eager {
  private static final int TRIES = 2;

  private final Stand stand;
  private final Kind kind;
  private final String person;
  private final String id;
  private final AtomicInteger tried = new AtomicInteger();
  private volatile boolean late;
  private Optional<WireClient> session = Optional.empty();
  private final Thread thread;

  private Eager(Stand stand, Kind kind, String person, String id) {
    this.stand = stand;
    this.kind = kind;
    this.person = person;
    this.id = id;
    this.thread = Thread.ofVirtual().unstarted(this::go);
  }

  static Eager begin(Stand stand, Kind kind, String person, String id) {
    Eager eager = new Eager(stand, kind, person, id);
    eager.thread.start();
    return eager;
  }

  /** The lock has returned. */
  void late() {
    late = true;
  }

  /** Waits until it has tried in vain; answers how often. */
  int end() throws InterruptedException {
    thread.join();
    return tried.get();
  }

  private void go() {
    for (int n = 0; tried.get() < TRIES; n++) {
      boolean now = late;
      try {
        if (kind.postgres()) {
          write(now);
        } else {
          McpClient.Open open = stand.mcp(person).call("tick", id + " " + n, now);
          var unread = open.text();
        }
      } catch (IOException refused) {
        session.ifPresent(WireClient::close);
        session = Optional.empty();
      } catch (InterruptedException stopped) {
        return;
      }
      if (now) {
        tried.incrementAndGet();
      }
    }
    session.ifPresent(WireClient::close);
  }

  private void write(boolean now) throws IOException {
    if (session.isEmpty()) {
      session = Optional.of(stand.postgres(person));
    }
    session.get().run("INSERT INTO done (id, late) VALUES ('" + id + "', " + now + ")");
  }
}
