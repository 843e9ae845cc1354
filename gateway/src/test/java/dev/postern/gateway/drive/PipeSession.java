package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.operation.Forwarded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A stream session that opens one operation and one leg for its client, and pipes bytes between
 * them. It writes down what it hears, and tells the client in its own words how it ended.
 */
final class PipeSession implements Session {
  private static final int LEG = 1;

  private final TestWords words = new TestWords();
  private final Queue<Event> heard;
  private final String path;
  private final List<ByteBuffer> early = new ArrayList<>();
  private Optional<Passage> passage = Optional.empty();
  private boolean connected;

  /**
   * @param path {@code /denied} is refused
   */
  PipeSession(Queue<Event> heard, String path) {
    this.heard = heard;
    this.path = path;
  }

  /** The head that stands for the opening of a stream. */
  static RequestHead head(String path) {
    return new RequestHead("OPEN", path, "", List.of());
  }

  @Override
  public void step(Event event, Consumer<Command> out) {
    heard.add(event);
    switch (event) {
      case Event.Opened opened ->
          out.accept(new Command.DraftIt(1, Operations.describe(head(path))));
      case Event.Drafted drafted ->
          out.accept(new Command.Admit(1, drafted.draft(), Forwarded.NOTHING));
      case Event.Decided decided -> {
        switch (decided.verdict()) {
          case Passage given -> {
            passage = Optional.of(given);
            out.accept(new Command.Dial(LEG, given, false));
          }
          case Refusal refusal -> end("refused\n", Leaf.End.CANCELLED, out);
        }
      }
      case Event.Dialled dialled -> {
        connected = true;
        early.forEach(bytes -> send(bytes, out));
      }
      case Event.Received(ByteBuffer bytes) -> {
        if (connected) {
          send(bytes, out);
        } else {
          early.add(bytes);
        }
      }
      case Event.AnswerBytes(int leg, ByteBuffer bytes) ->
          out.accept(new Command.Show(passage.orElseThrow().show(bytes)));
      case Event.ClientWritable(boolean now) -> out.accept(new Command.Read(LEG, now));
      case Event.Renewed renewed -> {}
      case Event.Borrowed borrowed -> {}
      case Event.LegWritable(int leg, boolean now) -> out.accept(new Command.Read(0, now));
      case Event.AnsweredAll all -> end("closed\n", Leaf.End.ANSWERED, out);
      case Event.LegFailed failed -> end(failed.failure() + "\n", Leaf.End.FAILED, out);
      case Event.Revoked revoked -> end("revoked\n", Leaf.End.FAILED, out);
      case Event.ClientGone gone -> end("", Leaf.End.CANCELLED, out);
      case Event.Drain drain -> end("drained\n", Leaf.End.ANSWERED, out);
      case Event.OfHttp foreign -> throw new AssertionError("not a stream's: " + foreign);
      case Event.ClientSecured secured -> {}
      case Event.LegSecured secured -> {}
      case Event.Proved proved -> {}
      case Event.SignedIn signedIn -> {}
      case Event.SignInRefused refused -> {}
      case Event.Previewed previewed -> {}
      case Event.Told told -> {}
      case Event.WorkDone done -> {}
      case Event.NeedsPeople needed -> {}
      case Event.Held held -> {}
      case Event.RulesChanged changed -> {}
      case Event.TimerFired fired -> {}
    }
  }

  private void send(ByteBuffer bytes, Consumer<Command> out) {
    out.accept(new Command.Send(LEG, passage.orElseThrow(), bytes, false));
  }

  private void end(String word, Leaf.End how, Consumer<Command> out) {
    passage.ifPresent(open -> out.accept(new Command.Close(open, Ending.of(how))));
    if (!word.isEmpty()) {
      out.accept(new Command.Show(words.text(word)));
      out.accept(new Command.HangUp());
    }
    out.accept(new Command.Done());
  }
}
