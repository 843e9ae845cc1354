package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.operation.Forwarded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** A session that does what a test says for each event, and writes down what it hears. */
final class ScriptSession implements Session {
  /** What to do. */
  @FunctionalInterface
  interface Script {
    void on(Event event, Consumer<Command> out);
  }

  private static final TestWords WORDS = new TestWords();
  private final Queue<Event> heard;
  private final Script script;

  ScriptSession(Queue<Event> heard, Script script) {
    this.heard = heard;
    this.script = script;
  }

  @Override
  public void step(Event event, Consumer<Command> out) {
    heard.add(event);
    script.on(event, out);
  }

  /** Answers with a text and ends. */
  static void answer(String text, Consumer<Command> out) {
    out.accept(new Command.Reply(new ResponseHead(200, List.of())));
    out.accept(new Command.Show(WORDS.text(text)));
    out.accept(new Command.ShowEnd());
    out.accept(new Command.Done());
  }

  /** Has an operation admitted once the request is whole. */
  static void admits(Event event, Consumer<Command> out) {
    RequestHead head = new RequestHead("POST", "/", "", List.of());
    if (event instanceof Event.ReceivedAll) {
      out.accept(new Command.DraftIt(1, Operations.describe(head)));
    } else if (event instanceof Event.Drafted drafted) {
      out.accept(new Command.Admit(1, drafted.draft(), Forwarded.NOTHING));
    }
  }

  /** Has a leg ask for something. */
  static Command asking(int leg, String method, Passage passage, boolean closing) {
    return new Command.Ask(
        leg, passage, new RequestHead(method, "/", "", List.of()), ByteBuffer.allocate(0), closing);
  }
}
