package dev.postern.gateway.api;

import dev.postern.gateway.session.Command;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Leaving;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an exchange with REST asks of people, and how long it waits for them. What is asked lives on
 * when the wait ends, and is joined or collected by asking the same again.
 */
final class AskedOfPeople {
  private static final int ENOUGH = 1;

  private final long ticket;
  private Optional<HeldRequest> held = Optional.empty();
  private boolean enough;

  AskedOfPeople(long ticket) {
    this.ticket = ticket;
  }

  /** People are needed: they are asked. */
  void ask(Duration wait, Consumer<Command> commands) {
    enough = wait.isZero();
    if (!enough) {
      commands.accept(new Command.SetTimer(ENOUGH, wait));
    }
    commands.accept(new Command.AskPeople(ticket));
  }

  /** They are asked now. */
  void held(HeldRequest request, Consumer<Command> commands) {
    held = Optional.of(request);
    leaveIfEnough(commands);
  }

  /** The caller has waited long enough. */
  void waitedEnough(Consumer<Command> commands) {
    enough = true;
    leaveIfEnough(commands);
  }

  /** Nobody is asked: the admission ends for a reason of the exchange's own. */
  void forgo(String why, Consumer<Command> commands) {
    commands.accept(new Command.LeavePeople(ticket, new Leaving(Leaving.Kind.CANCELLED, why)));
  }

  /** What was asked; empty while nothing is kept. */
  Optional<HeldRequest> request() {
    return held;
  }

  private void leaveIfEnough(Consumer<Command> commands) {
    if (enough && held.isPresent()) {
      commands.accept(
          new Command.LeavePeople(
              ticket,
              new Leaving(
                  Leaving.Kind.PATIENCE_ENDED,
                  "request " + held.get().id() + " waits for people; ask the same again")));
    }
  }
}
