package dev.postern.prove.kill;

import dev.postern.prove.Callers;
import dev.postern.prove.Doors;
import dev.postern.prove.crash.CrashServer;
import dev.postern.prove.revocation.Workshop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What stays up while gateways die: the issuer, both targets with their journals, the ports. */
final class Grounds implements AutoCloseable {
  private static final int HTTP = 23_000;
  private static final int DOOR = 23_001;

  private final Callers callers = new Callers(new Doors(address(), HTTP, DOOR));
  private final CrashServer shop;
  private final Workshop workshop = new Workshop();

  Grounds(Path folder) throws IOException, SQLException {
    shop = new CrashServer(Files.createDirectory(folder.resolve("server")));
    owner("CREATE TABLE done (id text)");
    owner("GRANT ALL ON done TO app");
  }

  /** One of loopback's that others hardly use, so that nobody takes the ports while it is down. */
  private static String address() {
    long process = ProcessHandle.current().pid();
    return "127.7" + process / 250 % 10 + "." + process / 250 % 250 + "." + (process % 250 + 1);
  }

  /** Those who call its gateways, one after the other at the same doors. */
  Callers callers() {
    return callers;
  }

  URI tools() {
    return workshop.uri();
  }

  int database() {
    return shop.port();
  }

  /** What the targets executed, each as the name of the operation; one that came twice is twice. */
  List<String> executed() throws SQLException {
    List<String> executed = new ArrayList<>();
    workshop.journal().forEach(arrival -> executed.add(arrival.id()));
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM done")) {
      while (rows.next()) {
        executed.add(rows.getString(1));
      }
    }
    return executed;
  }

  /** Waits until the database serves no dead gateway any more, and has ended what it ran. */
  void settle() throws SQLException, InterruptedException {
    shop.awaitNobody();
  }

  /** Forgets what the targets executed. */
  void forget() throws SQLException {
    owner("TRUNCATE done");
    workshop.forget();
  }

  private void owner(String sql) throws SQLException {
    try (Connection owner = shop.direct();
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    workshop.close();
    callers.close();
    shop.close();
  }
}
