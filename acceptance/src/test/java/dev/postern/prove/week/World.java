package dev.postern.prove.week;

import dev.postern.prove.crash.CrashServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** The gateway, both targets, and what is known of what happens to them. */
final class World implements AutoCloseable {
  private final CrashServer shop;
  private final Tools tools;
  private final Site site;
  private final WeekJournal journal = new WeekJournal();
  private final Causes causes = new Causes();

  World(Path folder) throws IOException, SQLException {
    this(folder, Texts.More.NOTHING);
  }

  World(Path folder, Texts.More more) throws IOException, SQLException {
    shop = new CrashServer(Files.createDirectory(folder.resolve("server")));
    owner("CREATE TABLE done (id text)");
    owner("GRANT ALL ON done TO app");
    tools = new Tools();
    site =
        new Site(
            Files.createDirectory(folder.resolve("gateway")),
            new Site.Targets(tools.uri(), shop.port()),
            more);
  }

  Site site() {
    return site;
  }

  Tools tools() {
    return tools;
  }

  CrashServer shop() {
    return shop;
  }

  WeekJournal journal() {
    return journal;
  }

  Causes causes() {
    return causes;
  }

  /** Runs a statement at the database, past the gateway. */
  void owner(String sql) throws SQLException {
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  /** How often each operation was executed, as the targets know. */
  Map<String, Integer> executed() throws SQLException {
    Map<String, Integer> executed = new HashMap<>(tools.executed());
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, count(*) FROM done GROUP BY id")) {
      while (rows.next()) {
        executed.merge(rows.getString(1), rows.getInt(2), Integer::sum);
      }
    }
    return executed;
  }

  @Override
  public void close() throws Exception {
    site.close();
    tools.close();
    shop.close();
  }
}
