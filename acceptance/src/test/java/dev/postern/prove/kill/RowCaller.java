package dev.postern.prove.kill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A session of pgjdbc that writes rows, each by a statement of its own. */
final class RowCaller implements Caller {
  private static final String REFUSED = "42501";

  private final Connection connection;
  private final Statement statement;

  private RowCaller(Connection connection) throws SQLException {
    this.connection = connection;
    this.statement = connection.createStatement();
  }

  /** Opens a session by an account: {@code plain}, or {@code watched}, whose session is guarded. */
  static RowCaller open(House house, String person, String account) throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", account + "~token");
    how.setProperty("password", house.grounds().token(person, "/postgres"));
    how.setProperty("sslmode", "disable");
    how.setProperty("gssEncMode", "disable");
    how.setProperty("socketTimeout", "60");
    how.setProperty("preferQueryMode", account.equals("plain") ? "simple" : "extended");
    return new RowCaller(
        DriverManager.getConnection(
            "jdbc:postgresql://" + house.grounds().host() + ":" + house.grounds().door() + "/shop",
            how));
  }

  @Override
  public Answer ask(String operation) throws SQLException {
    try {
      statement.execute("INSERT INTO done VALUES ('" + operation + "')");
      return Answer.RESULT;
    } catch (SQLException failed) {
      if (REFUSED.equals(failed.getSQLState())) {
        return Answer.REFUSED;
      }
      throw failed;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
