package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** Shows more and more whether or not the client takes it. */
final class Heedless implements Session {
  private static final String MUCH = "m".repeat(1 << 20);

  private final TestWords words = new TestWords();
  private final Queue<Event> heard;

  Heedless(Queue<Event> heard) {
    this.heard = heard;
  }

  @Override
  public void step(Event event, Consumer<Command> out) {
    heard.add(event);
    if (event instanceof Event.ReceivedAll) {
      out.accept(new Command.Reply(new ResponseHead(200, List.of())));
      out.accept(new Command.SetTimer(1, Duration.ZERO));
    } else if (event instanceof Event.TimerFired) {
      out.accept(new Command.Show(words.text(MUCH)));
      out.accept(new Command.SetTimer(1, Duration.ZERO));
    } else if (event instanceof Event.ClientGone) {
      out.accept(new Command.Done());
    }
  }
}
