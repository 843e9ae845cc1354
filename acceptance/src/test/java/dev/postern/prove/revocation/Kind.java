package dev.postern.prove.revocation;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What can be open when access is taken back. */
enum Kind {
  POSTGRES_IDLE("PostgreSQL, idle") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException {
      return Opened.of(stand.postgres(person));
    }
  },
  POSTGRES_STATEMENT("PostgreSQL, mid-query") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException {
      WireClient client = stand.postgres(person);
      client.query(
          "DO $$ BEGIN RAISE NOTICE 'runs'; PERFORM pg_sleep(20); INSERT INTO done VALUES ('"
              + id
              + UNFINISHED
              + "', false); END $$");
      client.await('N');
      return Opened.of(client);
    }
  },
  POSTGRES_COPY_IN("PostgreSQL, mid-COPY from the client") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException {
      WireClient client = stand.postgres(person);
      client.query("COPY done (id, late) FROM STDIN");
      client.await('G');
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                client.copy(id + UNFINISHED + "\tf\n");
                TimeUnit.MILLISECONDS.sleep(1);
              }
            } catch (IOException | InterruptedException over) {
              Thread.currentThread().interrupt();
            }
          });
      return Opened.of(client);
    }
  },
  POSTGRES_COPY_OUT("PostgreSQL, mid-COPY to the client") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException {
      WireClient client = stand.postgres(person);
      client.query(
          "COPY (SELECT repeat('x', 9000), pg_sleep(0.001) FROM generate_series(1, 20000)) TO"
              + " STDOUT");
      client.await('d');
      return Opened.of(client);
    }
  },
  POSTGRES_HELD("PostgreSQL, held") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException {
      WireClient client = stand.postgres(person);
      client.query("CREATE TABLE held_" + id.replaceAll("[^0-9]", "") + " ()");
      client.await('N');
      return Opened.of(client);
    }
  },
  MCP_STREAM("MCP, idle stream") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException, InterruptedException {
      return Opened.of(demandOpen(stand.mcp(person).listen()));
    }
  },
  MCP_CALL("MCP, mid-call") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException, InterruptedException {
      McpClient client = stand.mcp(person);
      client.initialize();
      CountDownLatch arrived = stand.workshop().arrivalOf(id);
      CompletableFuture<Long> over = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              over.complete(client.call("slow", id, false).closed());
            } catch (IOException cut) {
              over.complete(System.nanoTime());
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          });
      if (!arrived.await(30, TimeUnit.SECONDS)) {
        throw new IOException("the call did not arrive: " + over);
      }
      return new Opened(
          () -> {
            try {
              return over.get();
            } catch (InterruptedException | ExecutionException never) {
              throw new IllegalStateException(never);
            }
          },
          () -> {});
    }
  },
  MCP_HELD("MCP, held") {
    @Override
    Opened open(Stand stand, String person, String id) throws IOException, InterruptedException {
      return Opened.of(demandOpen(stand.mcp(person).call("drop", id, false)));
    }
  };

  /** Stands in the id of what may only be executed when it was not cut. */
  static final String UNFINISHED = " unfinished";

  private final String told;

  Kind(String told) {
    this.told = told;
  }

  /** What it is, in words. */
  String told() {
    return told;
  }

  /** Whether it is a session at the database. */
  boolean postgres() {
    return name().startsWith("POSTGRES");
  }

  /** Opens it; it is under way when this returns. */
  abstract Opened open(Stand stand, String person, String id)
      throws IOException, InterruptedException;

  private static McpClient.Open demandOpen(McpClient.Open open) throws IOException {
    if (open.status() != 200 || !open.streams()) {
      throw new IOException("not opened: " + open.status() + " " + open.text());
    }
    return open;
  }
}
