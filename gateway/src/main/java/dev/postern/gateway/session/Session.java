package dev.postern.gateway.session;

import java.util.function.Consumer;

/**
 * One conversation of one protocol. Stepped by one thread at a time; a step takes no time and calls
 * nobody but the consumer.
 */
public interface Session {
  /** Takes an event and answers with commands, in the order in which they are to be carried out. */
  void step(Event event, Consumer<Command> commands);
}
