package dev.postern.prove.crash;

import dev.postern.prove.Served;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that write, each in a session of its own, until they lose it: transactions of two rows,
 * one in five rolled back.
 */
final class Load {
  private static final int ROLLED_BACK = 5;

  private final Served gateway;
  private final Journal journal;
  private final List<Thread> clients = new ArrayList<>();

  private Load(Served gateway, Journal journal) {
    this.gateway = gateway;
    this.journal = journal;
  }

  /**
   * Begins.
   *
   * @param round stands in every id
   */
  static Load begin(Served gateway, Journal journal, String round, int clients) {
    Load load = new Load(gateway, journal);
    for (int i = 0; i < clients; i++) {
      String name = round + "-" + i;
      String account = i % 2 == 0 ? "plain" : "watched";
      load.clients.add(Thread.ofPlatform().daemon().start(() -> load.write(account, name)));
    }
    return load;
  }

  /** Waits until every client has lost its session. */
  void await() throws InterruptedException {
    for (Thread client : clients) {
      client.join();
    }
  }

  private void write(String account, String name) {
    try (Connection connection = gateway.callers().shop("ana", account);
        Statement statement = connection.createStatement()) {
      for (int n = 1; ; n++) {
        transaction(statement, name + "-" + n, n % ROLLED_BACK == 0);
      }
    } catch (SQLException lost) {
      journal.heard(String.valueOf(lost.getSQLState()));
    }
  }

  private void transaction(Statement statement, String id, boolean undo) throws SQLException {
    boolean asked = false;
    try {
      statement.execute("BEGIN");
      statement.execute("INSERT INTO journal VALUES ('" + id + "', 1)");
      statement.execute("INSERT INTO journal VALUES ('" + id + "', 2)");
      if (undo) {
        statement.execute("ROLLBACK");
        journal.undone(id);
      } else {
        asked = true;
        statement.execute("COMMIT /* " + id + " */");
        journal.acknowledged(id);
      }
    } catch (SQLException lost) {
      if (asked) {
        journal.doubted(id);
      } else {
        journal.undone(id);
      }
      throw lost;
    }
  }
}
