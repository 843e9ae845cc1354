package dev.postern.gateway.session;

import dev.postern.kernel.gate.Passage;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** Steps a session with one event after the other, until it says that it is done. */
final class Steps {
  private final Session session;
  private final Consumer<Command> carryOut;
  private final Queue<Event> events = new ArrayDeque<>();
  private boolean stepping;
  private boolean done;

  /**
   * @param carryOut does what the session asks for; it may offer further events
   */
  Steps(Session session, Consumer<Command> carryOut) {
    this.session = session;
    this.carryOut = carryOut;
  }

  /** Delivers an event when those before it have been heard. */
  void offer(Event event) {
    events.add(event);
    if (stepping) {
      return;
    }
    stepping = true;
    try {
      Event next;
      while ((next = events.poll()) != null) {
        if (!done) {
          session.step(next, this::command);
        } else if (next instanceof Event.Decided decided
            && decided.verdict() instanceof Passage late) {
          throw new AssertionError("a passage came to a session that was over: " + late.id());
        }
      }
    } finally {
      stepping = false;
    }
  }

  private void command(Command command) {
    if (done) {
      throw new AssertionError("a command after Done: " + command);
    }
    done = command instanceof Command.Done;
    carryOut.accept(command);
  }

  /** Whether the session is over. */
  boolean done() {
    return done;
  }
}
