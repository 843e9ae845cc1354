package dev.postern.prove.kill;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A session of pgjdbc that writes rows, each by a statement of its own. */
final class RowCaller implements Caller {
  private final Connection connection;
  private final Statement statement;
  private String heard = "";

  private RowCaller(Connection connection) throws SQLException {
    this.connection = connection;
    this.statement = connection.createStatement();
  }

  /** Opens a session by an account: {@code plain}, or {@code watched}, whose session is guarded. */
  static RowCaller open(House house, String person, String account) throws SQLException {
    return new RowCaller(house.grounds().callers().shop(person, account));
  }

  @Override
  public Answer ask(String operation) throws SQLException {
    try {
      statement.execute("INSERT INTO done VALUES ('" + operation + "')");
      return Answer.RESULT;
    } catch (SQLException failed) {
      heard = "PostgreSQL " + failed.getSQLState() + " " + failed.getMessage();
      // With a class of its own for lost connections: whatever else is told is an answer.
      if (String.valueOf(failed.getSQLState()).startsWith("08")) {
        throw failed;
      }
      return Answer.REFUSED;
    }
  }

  @Override
  public String heard() {
    return heard;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
