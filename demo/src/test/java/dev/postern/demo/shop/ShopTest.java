package dev.postern.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ShopTest {
  private static final String PASSWORD = "reading's own";

  private Shop shop;

  @BeforeAll
  void open(@TempDir Path directory) throws IOException {
    shop = Shop.open(0, directory, Map.of(Shop.READING, PASSWORD, Shop.SERVICE, "service's own"));
  }

  @AfterAll
  void close() throws IOException {
    shop.close();
  }

  @Test
  void has_people_orders_and_model_runs() throws SQLException {
    try (Connection reading = as(Shop.READING, PASSWORD)) {
      assertThat(one(reading, "SELECT count(*) FROM people")).isEqualTo("40");
      assertThat(one(reading, "SELECT count(*) FROM orders")).isEqualTo("200");
      assertThat(one(reading, "SELECT count(*) FROM model_runs")).isEqualTo("40");
    }
  }

  @Test
  void lets_the_reading_account_write_nothing() throws SQLException {
    try (Connection reading = as(Shop.READING, PASSWORD);
        Statement statement = reading.createStatement()) {
      assertThatThrownBy(() -> statement.execute("DELETE FROM orders"))
          .isInstanceOfSatisfying(
              SQLException.class, no -> assertThat(no.getSQLState()).isEqualTo("42501"));
    }
  }

  @Test
  void lets_nobody_in_without_a_password() {
    for (String account : new String[] {Shop.READING, "postgres"}) {
      assertThatThrownBy(() -> as(account, "wrong"))
          .as(account)
          .isInstanceOfSatisfying(
              SQLException.class, no -> assertThat(no.getSQLState()).startsWith("28"));
    }
  }

  private Connection as(String account, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", account);
    properties.setProperty("password", password);
    String url = "jdbc:postgresql://127.0.0.1:" + shop.port() + "/" + Shop.DATABASE;
    return DriverManager.getConnection(url, properties);
  }

  private static String one(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
