package dev.postern.prove.postgres;

import java.util.List;

/**
 * What one client heard after it was ready, and how it ended.
 *
 * @param greeting what it heard up to then
 */
record Transcript(List<Heard> greeting, List<Heard> messages, End end) {
  /** How a conversation ended. */
  enum End {
    /** The mark was answered. */
    MARKED,
    /** The server closed the connection. */
    CLOSED,
    /** Neither: the server waits for more. */
    WAITS
  }

  Transcript {
    greeting = List.copyOf(greeting);
    messages = List.copyOf(messages);
  }
}
