package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.shop.Shop;
import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Stage;
import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** The shop's database by {@code postern connect}: passwords that are made for a few minutes. */
final class ConnectScenes {
  private static final String COUNT = "SELECT count(*) FROM orders";

  private ConnectScenes() {}

  static List<Scene> scenes() {
    return List.of(
        new Scene("postern connect gives ana a password for a few minutes", ConnectScenes::minted),
        new Scene(
            "a command that it runs finds the way in its environment", ConnectScenes::command),
        new Scene(
            "the contractor's made password is dead when he is locked", ConnectScenes::locked));
  }

  private static String minted(Stage stage) throws Difference, IOException, InterruptedException {
    Launcher.Outcome listed = stage.from("ana", "connect");
    unless(
        listed.status() == 0 && listed.output().contains("reading"),
        "postern said: " + listed.output());
    try (Connection shop = DriverManager.getConnection(line(stage, "ana"))) {
      String user = ShopScenes.one(shop.createStatement().executeQuery("SELECT current_user"));
      unless(user.equals(Shop.READING), "she is " + user + " there");
      return "by its JDBC line she was " + user + " there";
    } catch (SQLException failed) {
      throw new Difference(ShopScenes.told(failed));
    }
  }

  private static String command(Stage stage) throws Difference, IOException, InterruptedException {
    String show = "echo \"$PGUSER on $PGDATABASE at $PGHOST:$PGPORT\"; exit ${#PGPASSWORD}";
    Launcher.Outcome ran =
        stage.from("ana", "connect", "shop", "--account", "reading", "--", "sh", "-c", show);
    unless(
        ran.status() > 20
            && ran.output().startsWith("reading~")
            && ran.output().endsWith(" on shop/shop at 127.0.0.1:" + stage.postgres()),
        "it ended with " + ran.status() + ": " + ran.output());
    return ran.output() + ", a password of " + ran.status() + " characters in its environment";
  }

  private static String locked(Stage stage) throws Difference, IOException, InterruptedException {
    operate(stage, "unlock", "person", "carl");
    String line;
    try {
      line = line(stage, "carl");
      try (Connection shop = DriverManager.getConnection(line)) {
        String orders = ShopScenes.one(shop.createStatement().executeQuery(COUNT));
        unless(orders.equals("200"), "he sees " + orders + " orders");
      } catch (SQLException failed) {
        throw new Difference(ShopScenes.told(failed));
      }
    } finally {
      stage.offboard();
    }
    try (Connection shop = DriverManager.getConnection(line)) {
      throw new Difference("he is in the database " + shop);
    } catch (SQLException refused) {
      unless(String.valueOf(refused.getSQLState()).startsWith("28"), ShopScenes.told(refused));
      return "200 orders before, and after: " + ShopScenes.told(refused);
    }
  }

  /** The JDBC line that somebody gets, with the password in it. */
  private static String line(Stage stage, String who)
      throws Difference, IOException, InterruptedException {
    Launcher.Outcome told =
        stage.from(
            who, "connect", "shop", "--account", "reading", "--format", "json", "--print-password");
    unless(told.status() == 0, "postern said: " + told.output());
    return Json.read(told.output()).path("jdbc").asString("");
  }

  private static void operate(Stage stage, String... words)
      throws Difference, IOException, InterruptedException {
    Launcher.Outcome outcome = stage.operator(words);
    unless(outcome.status() == 0, "postern said: " + outcome.output());
  }
}
