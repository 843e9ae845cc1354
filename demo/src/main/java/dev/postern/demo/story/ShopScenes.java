package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.shop.Shop;
import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The shop's database, by PostgreSQL's own JDBC driver. */
final class ShopScenes {
  private static final String DENIED = "42501";
  private static final String IN_FAILED_TRANSACTION = "25P02";
  private static final int LOOKS = 200;
  private static final long BETWEEN_LOOKS_MILLIS = 100;
  private static final long PATIENCE_SECONDS = 30;

  private ShopScenes() {}

  static List<Scene> scenes() {
    return List.of(
        new Scene("ana queries the shop with her token as the password", ShopScenes::query),
        new Scene(
            "a statement that is not hers is refused, and her transaction fails as natively",
            ShopScenes::refusal),
        new Scene("her service account may update an order, and delete none", ShopScenes::service),
        new Scene(
            "the contractor's token opens no database, and the CI job's opens none",
            ShopScenes::strangers),
        new Scene("locking ana cuts her open database session", ShopScenes::locking),
        new Scene(
            "the contractor is locked in the middle of a query, which ends at the server too",
            ShopScenes::midQuery));
  }

  private static String query(Stage stage) throws Difference {
    try (Connection shop = open(stage, "ana", "reading");
        PreparedStatement orders =
            shop.prepareStatement("SELECT count(*) FROM orders WHERE state = ?")) {
      orders.setString(1, "paid");
      String paid = one(orders.executeQuery());
      unless(paid.equals("67"), "there are " + paid + " paid orders");
      String user = one(shop.createStatement().executeQuery("SELECT current_user"));
      unless(user.equals(Shop.READING), "she is " + user + " there");
      return "she was " + user + " there, and saw " + paid + " paid orders";
    } catch (SQLException failed) {
      throw new Difference(told(failed));
    }
  }

  private static String refusal(Stage stage) throws Difference {
    try (Connection shop = open(stage, "ana", "reading");
        Statement statement = shop.createStatement()) {
      shop.setAutoCommit(false);
      statement.executeQuery("SELECT 1");
      SQLException refused = failure(statement, "DELETE FROM orders");
      unless(DENIED.equals(refused.getSQLState()), told(refused));
      SQLException after = failure(statement, "SELECT 1");
      unless(IN_FAILED_TRANSACTION.equals(after.getSQLState()), told(after));
      shop.rollback();
      String orders = one(statement.executeQuery("SELECT count(*) FROM orders"));
      unless(orders.equals("200"), "there are " + orders + " orders now");
      return told(refused);
    } catch (SQLException failed) {
      throw new Difference(told(failed));
    }
  }

  private static String service(Stage stage) throws Difference {
    try (Connection shop = open(stage, "ana", "service");
        Statement statement = shop.createStatement()) {
      int updated = statement.executeUpdate("UPDATE orders SET state = 'sent' WHERE id = 1");
      unless(updated == 1, updated + " orders were updated");
      SQLException refused = failure(statement, "DELETE FROM orders WHERE id = 1");
      unless(DENIED.equals(refused.getSQLState()), told(refused));
      return "1 order was updated; to delete it: " + told(refused);
    } catch (SQLException failed) {
      throw new Difference(told(failed));
    }
  }

  private static String strangers(Stage stage) throws Difference {
    StringBuilder told = new StringBuilder();
    for (String who : List.of("carl", "ci-metadata")) {
      try (Connection shop = open(stage, who, "reading")) {
        throw new Difference(who + " is in the database " + shop);
      } catch (SQLException refused) {
        unless(
            String.valueOf(refused.getSQLState()).startsWith("28")
                || DENIED.equals(refused.getSQLState()),
            told(refused));
        told.append(told.isEmpty() ? "" : "\n").append(who).append(": ").append(told(refused));
      }
    }
    return told.toString();
  }

  private static String locking(Stage stage) throws Difference, IOException, InterruptedException {
    try (Connection shop = open(stage, "ana", "reading");
        Statement statement = shop.createStatement()) {
      one(statement.executeQuery("SELECT 1"));
      Launcher.Outcome locked = stage.operator("lock", "person", "ana", "--reason", "lost laptop");
      SQLException cut;
      try {
        unless(locked.status() == 0, "postern said: " + locked.output());
        cut = failure(statement, "SELECT name FROM people");
        unless(!statement.getConnection().isValid(5), "the session still lives");
      } finally {
        stage.operator("unlock", "person", "ana");
      }
      return told(cut);
    } catch (SQLException failed) {
      throw new Difference(told(failed));
    }
  }

  private static String midQuery(Stage stage) throws Difference, IOException, InterruptedException {
    unless(stage.operator("unlock", "person", "carl").status() == 0, "carl is not unlocked");
    try (Connection shop = open(stage, "carl", "reading");
        Connection other = open(stage, "ana", "reading")) {
      CompletableFuture<String> told =
          CompletableFuture.supplyAsync(() -> ended(shop), task -> Thread.ofVirtual().start(task));
      awaitRunning(other, "1");
      stage.offboard();
      String why = told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      unless(!why.isEmpty(), "the query was answered");
      awaitRunning(other, "0");
      return why;
    } catch (SQLException failed) {
      throw new Difference(told(failed));
    } catch (ExecutionException | TimeoutException failed) {
      throw new Difference("carl's client heard nothing: " + failed);
    } finally {
      stage.offboard();
    }
  }

  /** Runs what takes long; how it failed, or nothing where it did not. */
  private static String ended(Connection shop) {
    try (Statement statement = shop.createStatement()) {
      statement.execute("SELECT count(*), pg_sleep(50) FROM orders -- the contractor's");
      return "";
    } catch (SQLException cut) {
      return told(cut);
    }
  }

  /** Waits until so many of the contractor's queries run at the server. */
  private static void awaitRunning(Connection shop, String count)
      throws Difference, SQLException, InterruptedException {
    String running = "";
    for (int look = 0; look < LOOKS; look++) {
      try (Statement statement = shop.createStatement()) {
        running =
            one(
                statement.executeQuery(
                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                        + " AND pid <> pg_backend_pid() AND query LIKE '%contractor%'"));
      }
      if (running.equals(count)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
    throw new Difference(running + " of the contractor's queries run, not " + count);
  }

  static Connection open(Stage stage, String who, String account) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", account + "~token");
    properties.setProperty("password", stage.token(who, "sql"));
    properties.setProperty("sslmode", "disable");
    properties.setProperty("connectTimeout", "20");
    properties.setProperty("socketTimeout", "60");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + stage.postgres() + "/shop", properties);
  }

  private static SQLException failure(Statement statement, String text) throws Difference {
    try {
      statement.execute(text);
    } catch (SQLException failed) {
      return failed;
    }
    throw new Difference("it was answered: " + text);
  }

  static String one(ResultSet rows) throws SQLException {
    try (rows) {
      return rows.next() ? rows.getString(1) : "no row";
    }
  }

  static String told(SQLException failed) {
    return failed.getSQLState() + " " + failed.getMessage();
  }
}
