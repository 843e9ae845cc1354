package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** Answers with what it was asked: method, path and the length of the body. Asks no target. */
final class EchoSession implements Session {
  private final TestWords words = new TestWords();
  private final Queue<Event> heard;
  private String asked = "";
  private long length;

  EchoSession(Queue<Event> heard) {
    this.heard = heard;
  }

  @Override
  public void step(Event event, Consumer<Command> out) {
    heard.add(event);
    if (event instanceof Event.Requested(RequestHead head)) {
      asked = head.method() + " " + head.path();
    } else if (event instanceof Event.Received(ByteBuffer bytes)) {
      length += bytes.remaining();
    } else if (event instanceof Event.ReceivedAll) {
      out.accept(new Command.Reply(new ResponseHead(200, List.of())));
      out.accept(new Command.Show(words.text(asked + " " + length)));
      out.accept(new Command.ShowEnd());
      out.accept(new Command.Done());
    } else if (event instanceof Event.ClientGone) {
      out.accept(new Command.Done());
    }
  }
}
