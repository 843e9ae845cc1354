package dev.postern.prove.talk;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * One part of the conversation, on a connection of its own.
 *
 * @param name what it is about
 * @param properties what the driver is told, beside how it queries
 * @param play what is said
 */
record Scene(String name, Map<String, String> properties, Play play) {
  /** What is said on a connection. */
  @FunctionalInterface
  interface Play {
    void on(Connection connection, Transcript transcript) throws Exception;
  }

  Scene {
    properties = Map.copyOf(properties);
  }

  Scene(String name, Play play) {
    this(name, Map.of(), play);
  }

  /** What only PostgreSQL's driver has. */
  static PGConnection own(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class);
  }
}
