package dev.postern.demo.story;

import static dev.postern.demo.story.Difference.unless;

import dev.postern.demo.stage.Launcher;
import dev.postern.demo.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Orders that are entered by hand wait for rita, in ana's own database session. */
final class HeldOrderScenes {
  private static final String DENIED = "42501";
  private static final String CANCELLED = "57014";
  private static final String INSERT =
      "INSERT INTO orders (id, person, ordered, state, cents) VALUES (?, 1, now(), 'open', 4200)";
  private static final long PATIENCE_SECONDS = 30;

  private HeldOrderScenes() {}

  static List<Scene> scenes() {
    return List.of(
        new Scene(
            "an order that is entered by hand waits for rita, who is shown its values",
            HeldOrderScenes::runs),
        new Scene("rita says no, and the order is not there", HeldOrderScenes::denied),
        new Scene("a cancelled statement asks nobody any more", HeldOrderScenes::cancelled));
  }

  private static String runs(Stage stage) throws Difference, IOException, InterruptedException {
    try (Order order = Order.begin(stage, 9_001)) {
      Launcher.Outcome shown = stage.from("rita", "requests", "show", order.request());
      unless(
          shown.output().contains("9001") && shown.output().contains("INSERT INTO orders"),
          "rita is shown: " + shown.output());
      unless(order.rows() == 0, "the order is there before anybody approved");
      done(stage.from("rita", "requests", "approve", order.request(), "--yes"));
      Optional<SQLException> failed = order.failure();
      unless(failed.isEmpty(), failed.map(ShopScenes::told).orElse(""));
      unless(order.rows() == 1, "there are " + order.rows() + " such orders");
      return order.notice() + "; rita approved " + order.request() + ", and it ran once";
    } catch (SQLException failed) {
      throw new Difference(ShopScenes.told(failed));
    }
  }

  private static String denied(Stage stage) throws Difference, IOException, InterruptedException {
    try (Order order = Order.begin(stage, 9_002)) {
      done(stage.from("rita", "requests", "deny", order.request(), "--yes", "--comment", "no"));
      return ended(order, DENIED);
    } catch (SQLException failed) {
      throw new Difference(ShopScenes.told(failed));
    }
  }

  private static String cancelled(Stage stage)
      throws Difference, IOException, InterruptedException {
    try (Order order = Order.begin(stage, 9_003)) {
      order.statement().cancel();
      String told = ended(order, CANCELLED);
      Launcher.Outcome late = stage.from("rita", "requests", "approve", order.request(), "--yes");
      unless(late.status() == 1, "rita could still approve it: " + late.output());
      return told;
    } catch (SQLException failed) {
      throw new Difference(ShopScenes.told(failed));
    }
  }

  private static String ended(Order order, String sqlState)
      throws Difference, SQLException, InterruptedException {
    SQLException failed =
        order.failure().orElseThrow(() -> new Difference("the statement was answered"));
    unless(sqlState.equals(failed.getSQLState()), ShopScenes.told(failed));
    unless(order.rows() == 0, "the order is there");
    return ShopScenes.told(failed);
  }

  /** An order on its way, in a session of ana's. */
  private record Order(
      Stage stage,
      Connection shop,
      PreparedStatement statement,
      String request,
      int id,
      CompletableFuture<Optional<SQLException>> answer)
      implements AutoCloseable {
    static Order begin(Stage stage, int id)
        throws Difference, SQLException, IOException, InterruptedException {
      Connection shop = ShopScenes.open(stage, "ana", "service");
      boolean begun = false;
      try {
        PreparedStatement statement = shop.prepareStatement(INSERT);
        statement.setInt(1, id);
        CompletableFuture<Optional<SQLException>> answer =
            CompletableFuture.supplyAsync(
                () -> run(statement), task -> Thread.ofVirtual().start(task));
        Order order = new Order(stage, shop, statement, Waiting.request(stage), id, answer);
        begun = true;
        return order;
      } finally {
        if (!begun) {
          shop.close();
        }
      }
    }

    private static Optional<SQLException> run(PreparedStatement statement) {
      try {
        statement.executeUpdate();
        return Optional.empty();
      } catch (SQLException failed) {
        return Optional.of(failed);
      }
    }

    /** How it ended; empty where it ran. */
    Optional<SQLException> failure() throws Difference, InterruptedException {
      try {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException late) {
        throw new Difference("the statement was not answered");
      } catch (ExecutionException failed) {
        throw new Difference(String.valueOf(failed.getCause()));
      }
    }

    /** What the driver was told while it waited. */
    String notice() throws SQLException {
      return String.valueOf(statement.getWarnings());
    }

    /** How many such orders there are, in the eyes of another session. */
    int rows() throws SQLException {
      try (Connection other = ShopScenes.open(stage, "ana", "reading");
          PreparedStatement count =
              other.prepareStatement("SELECT count(*) FROM orders WHERE id = ?")) {
        count.setInt(1, id);
        return Integer.parseInt(ShopScenes.one(count.executeQuery()));
      }
    }

    @Override
    public void close() throws SQLException {
      shop.close();
    }
  }

  private static void done(Launcher.Outcome outcome) throws Difference {
    unless(outcome.status() == 0, "postern said: " + outcome.output());
  }
}
