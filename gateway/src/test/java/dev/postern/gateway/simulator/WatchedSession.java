package dev.postern.gateway.simulator;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.gate.Passage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** A real session, of which everything it hears and commands is looked at. */
final class WatchedSession implements Session {
  private final Session session;
  private final Watch watch;
  private final boolean mayHangUp;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Set<Long> awaited = new HashSet<>();

  /**
   * @param mayHangUp whether it ends its client's connection by itself without a defect
   */
  WatchedSession(Session session, Watch watch, boolean mayHangUp) {
    this.session = session;
    this.watch = watch;
    this.mayHangUp = mayHangUp;
  }

  /** Everything that it ever showed its client, as bytes. */
  byte[] shown() {
    return shown.toByteArray();
  }

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (event instanceof Event.Decided decided) {
      if (!awaited.remove(decided.ticket())) {
        throw new Broken("a verdict came that nobody waited for, or a second one");
      }
      watch.awaits(-1);
      if (decided.verdict() instanceof Passage passage) {
        watch.given(passage);
      }
    }
    if (event instanceof Event.Revoked revoked) {
      watch.revoked(revoked.passage());
    }
    session.step(
        event,
        command -> {
          look(command);
          commands.accept(command);
        });
  }

  private void awaits(long ticket) {
    if (!awaited.add(ticket)) {
      throw new Broken("a session asks twice under one ticket");
    }
    watch.awaits(1);
  }

  private void look(Command command) {
    switch (command) {
      case Command.Admit admit -> awaits(admit.ticket());
      case Command.Refuse refuse -> awaits(refuse.ticket());
      case Command.Show show -> {
        ByteBuffer bytes = show.shown().bytes().duplicate();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        shown.writeBytes(copy);
      }
      case Command.Close close -> watch.closing(close.passage());
      case Command.Done done -> {
        // What comes to it now is its driver's to close.
        watch.awaits(-awaited.size());
        awaited.clear();
      }
      case Command.HangUp crash -> {
        if (!mayHangUp) {
          throw new Broken("a session had a defect");
        }
      }
      default -> {
        // Nothing else is bound to a verdict or shows anything.
      }
    }
  }
}
