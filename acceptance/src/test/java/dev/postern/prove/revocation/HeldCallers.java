package dev.postern.prove.revocation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * People whose every operation waits for an approval. Over MCP they ask again until it has an end;
 * at the database an operation ends with its session.
 */
final class HeldCallers {
  private static final int PAUSE_MILLIS = 30;

  private final Stand stand;
  private final HeldJournal journal;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  private HeldCallers(Stand stand, HeldJournal journal) {
    this.stand = stand;
    this.journal = journal;
  }

  /** So many over each protocol. */
  static HeldCallers begin(Stand stand, HeldJournal journal, int each) {
    HeldCallers callers = new HeldCallers(stand, journal);
    for (int n = 0; n < each; n++) {
      String caller = "m" + n;
      callers.threads.add(Thread.ofVirtual().start(() -> callers.call(caller)));
      String writer = "p" + n;
      callers.threads.add(Thread.ofVirtual().start(() -> callers.write(writer)));
    }
    return callers;
  }

  /** Waits until everybody has come to the end of what they ask for. */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void call(String caller) {
    try {
      for (int n = 0; !stopping; n++) {
        String operation = "op-" + caller + "-" + n;
        journal.asked(operation);
        while (!ended(caller, operation)) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks once; false where it has to be asked again. */
  private boolean ended(String caller, String operation) throws InterruptedException {
    McpClient client = stand.mcp(caller);
    try {
      String said = client.call("drop", operation, false).text();
      if (said.contains("\"result\"")) {
        journal.answered(operation);
        return true;
      }
      if (said.contains("\"denied\"")) {
        journal.refused(operation);
        return true;
      }
      client.forget();
    } catch (IOException killed) {
      client.forget();
    }
    return false;
  }

  private void write(String caller) {
    try {
      for (int n = 0; !stopping; n++) {
        try (WireClient client = stand.postgres(caller)) {
          while (!stopping) {
            insert(client, "op-" + caller + "-" + n++);
          }
        } catch (IOException lost) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void insert(WireClient client, String operation) throws IOException {
    journal.asked(operation);
    try {
      client.run("INSERT INTO done (id, late) VALUES ('" + operation + "', false)");
      journal.answered(operation);
    } catch (IOException failed) {
      if (String.valueOf(failed.getMessage()).contains("postern: denied")) {
        journal.refused(operation);
      } else {
        journal.doubted(operation);
        throw failed;
      }
    }
  }
}
