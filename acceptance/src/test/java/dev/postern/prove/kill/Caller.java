package dev.postern.prove.kill;

import java.io.IOException;
import java.sql.SQLException;

/** One session of a client, which asks for one thing after the other. */
interface Caller extends AutoCloseable {
  /** What came back. */
  enum Answer {
    /** The target's result. */
    RESULT,
    /** The gateway's own words: it does not do that. */
    REFUSED
  }

  /**
   * Asks for the operation and waits for its answer.
   *
   * @throws IOException when there is none
   * @throws SQLException when there is none
   */
  Answer ask(String operation) throws IOException, SQLException, InterruptedException;

  /** In which words it was refused last. */
  String heard();

  @Override
  void close() throws SQLException;

  /** Opens sessions. */
  interface Opening {
    Caller open() throws IOException, SQLException, InterruptedException;
  }
}
