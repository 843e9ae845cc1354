package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
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
}
