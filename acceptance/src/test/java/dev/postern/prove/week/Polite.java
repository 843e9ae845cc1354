package dev.postern.prove.week;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Those who do nothing wrong: how long they wait, and whether they are served at all. */
final class Polite {
  private static final Duration REST = Duration.ofMillis(60);

  private final World world;
  private final Map<String, List<Double>> waits = new LinkedHashMap<>();
  private volatile String phase = "";

  private interface Deed {
    void run() throws Exception;
  }

  Polite(World world) {
    this.world = world;
  }

  /** What happens from now on is counted under this name. */
  void phase(String name) {
    phase = name;
  }

  void begin(Crew crew) {
    McpSession session = new McpSession(world.site(), "ana", "2025-11-25");
    begin(
        crew,
        "MCP, a call",
        () -> {
          String said = session.send(McpSession.call("tick", "polite"));
          if (!said.contains("done polite")) {
            throw new IOException(said);
          }
        });
    begin(
        crew,
        "PostgreSQL, sign-in and a statement",
        () -> {
          try (Connection connection = connect();
              Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
          }
        });
  }

  private void begin(Crew crew, String kind, Deed deed) {
    crew.begin(
        new Crew.Job(Causes.Scope.GATEWAY, "ana", kind),
        REST,
        new Crew.Work() {
          @Override
          public void take() throws Exception {
            String now = phase;
            long begun = System.nanoTime();
            deed.run();
            add(kind + ", " + now, (System.nanoTime() - begun) / 1e6);
          }

          @Override
          public void leave() {
            // Sessions stay where they are.
          }
        });
  }

  private synchronized void add(String kind, double millis) {
    waits.computeIfAbsent(kind, each -> new ArrayList<>()).add(millis);
  }

  private Connection connect() throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", "app~token");
    how.setProperty("password", world.site().passes().token("ana", "/postgres"));
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    how.setProperty("socketTimeout", "30");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + world.site().postgres() + "/shop", how);
  }

  /** Prints how long they waited. */
  synchronized void tell(PrintStream out) {
    out.println();
    out.println("| others, all of them served | times | p50 ms | p99 | longest |");
    out.println("|---|---|---|---|---|");
    waits.forEach((kind, all) -> {
      if (!kind.endsWith(", ")) {
        Collections.sort(all);
        out.printf(
            Locale.ROOT,
            "| %s | %d | %.1f | %.1f | %.1f |%n",
            kind,
            all.size(),
            all.get(all.size() / 2),
            all.get(Math.min(all.size() - 1, all.size() * 99 / 100)),
            all.getLast());
      }
    });
  }
}
