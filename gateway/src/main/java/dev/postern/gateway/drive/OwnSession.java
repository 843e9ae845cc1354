package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.identity.SignIn;
import java.util.function.Consumer;

/**
 * A session whose client is the gateway itself. It asks its client for a proof as it asks
 * everybody, and is answered from what was settled beforehand: no proof is looked at, so none that
 * somebody else has could stand for this client. And nobody is asked to approve what it asks: where
 * policy wants people, it is refused.
 */
final class OwnSession implements Session {
  private final Session session;
  private final SignIn as;
  private final Consumer<Event> tell;

  /**
   * @param tell queues an event for this session; called during a step
   */
  OwnSession(Session session, SignIn as, Consumer<Event> tell) {
    this.session = session;
    this.as = as;
    this.tell = tell;
  }

  @Override
  public void step(Event event, Consumer<Command> commands) {
    session.step(event, command -> ask(command, commands));
  }

  private void ask(Command command, Consumer<Command> commands) {
    if (command instanceof Command.Prove) {
      tell.accept(new Event.SignedIn(as));
    } else if (command instanceof Command.Admit admit) {
      commands.accept(
          new Command.Admit(admit.ticket(), admit.draft(), admit.forwarded(), Patience.NONE));
    } else {
      commands.accept(command);
    }
  }
}
