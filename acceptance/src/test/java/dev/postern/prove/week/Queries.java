package dev.postern.prove.week;

import dev.postern.prove.week.WeekJournal.Fate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.PGConnection;

/** Those who work at the database, with its driver. */
final class Queries {
  private static final int STATEMENTS_OF_A_SESSION = 300;

  private final World world;
  private final Crew crew;

  Queries(World world, Crew crew) {
    this.world = world;
    this.crew = crew;
  }

  void begin(Duration rest) {
    for (int n = 0; n < 4; n++) {
      begin("simple statements", "simple" + n, "app", rest, STATEMENTS_OF_A_SESSION, this::insert);
      String guarded = n < 2 ? "watched" : "app";
      begin(
          "extended statements",
          "extended" + n,
          guarded,
          rest,
          STATEMENTS_OF_A_SESSION,
          this::prepared);
    }
    Duration seldom = rest.multipliedBy(6);
    begin("COPY in", "copyin0", "app", seldom, 50, this::copyIn);
    begin("COPY out", "copyout0", "watched", seldom, 50, this::copyOut);
    begin("short sessions", "short0", "app", rest, 1, this::insert);
    begin("short sessions", "short1", "watched", rest.multipliedBy(2), 1, this::prepared);
    for (int n = 0; n < 2; n++) {
      begin("held statements", "heldsql" + n, "watched", rest.multipliedBy(10), 10, this::delete);
    }
    for (int n = 0; n < 12; n++) {
      // Longer than tokens live: they end by the clock.
      begin("idle sessions", "rest" + n, "app", Duration.ofSeconds(50), 1000, this::insert);
    }
    for (String person : Operator.VICTIMS) {
      begin("simple statements", person, "app", rest.multipliedBy(2), 1000, this::insert);
    }
    begin("simple statements", Operator.CHANGED, "app", rest.multipliedBy(2), 1000, this::insert);
  }

  private interface Way {
    void go(Connection session, String id) throws Exception;
  }

  /** What somebody has open, and until when its token is good. */
  private final class Sessions implements Crew.Work {
    private final String person;
    private final String account;
    private final boolean simple;
    private final int each;
    private final Way way;
    private Optional<Connection> open = Optional.empty();
    private long opened;
    private int count;

    private Sessions(String person, String account, boolean simple, int each, Way way) {
      this.person = person;
      this.account = account;
      this.simple = simple;
      this.each = each;
      this.way = way;
    }

    @Override
    public void take() throws Exception {
      if (open.isEmpty() || count % each == 0) {
        leave();
        // From when its token is asked for: connecting takes a while on a busy machine.
        opened = System.nanoTime();
        open = Optional.of(connect(person, account, simple));
      }
      try {
        way.go(open.get(), "wk-p" + person + "-" + ++count);
      } catch (SQLException failed) {
        if (!ended(failed)) {
          throw failed;
        }
        leave();
        world.journal().failed("the session's token ended");
      }
    }

    /** Whether the session was ended because its token was. */
    private boolean ended(SQLException failed) {
      long seconds = Duration.ofNanos(System.nanoTime() - opened).toSeconds();
      return seconds >= Passes.LIFE_SECONDS / 2 - 5
          && String.valueOf(failed.getSQLState()).matches("57P01|08006");
    }

    @Override
    public void leave() {
      open.ifPresent(connection -> {
        try {
          connection.close();
        } catch (SQLException gone) {
          // It is closed either way.
        }
      });
      open = Optional.empty();
    }
  }

  private void begin(String kind, String person, String account, Duration rest, int each, Way way) {
    Crew.Job job = new Crew.Job(Causes.Scope.SHOP, person, kind);
    boolean simple = !kind.startsWith("extended");
    crew.begin(job, rest, new Sessions(person, account, simple, each, way));
  }

  private Connection connect(String person, String account, boolean simple) throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", account + "~token");
    how.setProperty("password", world.site().passes().token(person, "/postgres"));
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    how.setProperty("connectTimeout", "10");
    how.setProperty("loginTimeout", "20");
    how.setProperty("socketTimeout", "100");
    how.setProperty("preferQueryMode", simple ? "simple" : "extended");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + world.site().postgres() + "/shop", how);
  }

  private void insert(Connection session, String id) throws SQLException {
    world.journal().asked(id);
    try (Statement statement = session.createStatement()) {
      statement.execute("INSERT INTO done VALUES ('" + id + "')");
    }
    world.journal().ended(id, Fate.ANSWERED);
  }

  private void prepared(Connection session, String id) throws SQLException {
    if (ThreadLocalRandom.current().nextBoolean()) {
      try (PreparedStatement read =
          session.prepareStatement("SELECT g, repeat('x', g) FROM generate_series(1, ?) g")) {
        read.setInt(1, 50);
        try (ResultSet rows = read.executeQuery()) {
          while (rows.next()) {
            var value = rows.getString(2);
          }
        }
      }
      return;
    }
    world.journal().asked(id);
    try (PreparedStatement write = session.prepareStatement("INSERT INTO done VALUES (?)")) {
      write.setString(1, id);
      write.execute();
    }
    world.journal().ended(id, Fate.ANSWERED);
  }

  private void copyIn(Connection session, String id) throws SQLException, IOException {
    world.journal().asked(id);
    session
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY done FROM STDIN /* " + id + " */", new StringReader(id + "\n"));
    world.journal().ended(id, Fate.ANSWERED);
  }

  private void copyOut(Connection session, String id) throws SQLException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rows =
        session
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut(
                "COPY (SELECT g, repeat('y', 100) FROM generate_series(1, 1000) g) TO STDOUT /* "
                    + id
                    + " */",
                out);
    if (rows != 1000) {
      throw new IOException("only " + rows + " rows came");
    }
  }

  /** A statement that waits for people. */
  private void delete(Connection session, String id) throws SQLException {
    world.journal().asked(id);
    try (Statement statement = session.createStatement()) {
      statement.execute("DELETE FROM done WHERE id = 'none' /* " + id + " */");
      world.journal().ended(id, Fate.ANSWERED);
    } catch (SQLException failed) {
      String said = String.valueOf(failed.getMessage());
      if (said.contains("denied")) {
        world.journal().ended(id, Fate.REFUSED);
        world.journal().failed("denied by a reviewer");
      } else if (said.contains("expired")) {
        world.journal().ended(id, Fate.REFUSED);
        world.journal().failed("no reviewer answered in time");
      } else {
        throw failed;
      }
    }
  }
}
