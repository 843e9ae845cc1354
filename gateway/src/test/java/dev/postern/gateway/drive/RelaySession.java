package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.operation.Forwarded;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The smallest session that relays: collects a request, has it admitted, asks the target, and shows
 * the answer as it comes. Writes down every event that it hears.
 */
final class RelaySession implements Session {
  private final TestWords words = new TestWords();
  private final Function<RequestHead, Description> describe;
  private final Queue<Event> heard;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable RequestHead head;
  private @Nullable Passage passage;
  private boolean replied;

  RelaySession(Function<RequestHead, Description> describe, Queue<Event> heard) {
    this.describe = describe;
    this.heard = heard;
  }

  @Override
  public void step(Event event, Consumer<Command> out) {
    heard.add(event);
    switch (event) {
      case Event.Requested(RequestHead requested) -> head = requested;
      case Event.Received(ByteBuffer bytes) ->
          body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      case Event.ReceivedAll() -> out.accept(new Command.DraftIt(1, describe.apply(requested())));
      case Event.Drafted drafted ->
          out.accept(new Command.Admit(1, drafted.draft(), Forwarded.of(body.toByteArray())));
      case Event.Decided decided -> {
        switch (decided.verdict()) {
          case Passage given -> ask(given, out);
          case Refusal refusal -> say(403, refusal.code().word(), out);
        }
      }
      case Event.Answered answered -> {
        replied = true;
        out.accept(new Command.Reply(answered.head()));
      }
      case Event.AnswerBytes bytes -> out.accept(new Command.Show(open().show(bytes.bytes())));
      case Event.AnsweredAll all -> {
        out.accept(new Command.ShowEnd());
        end(Leaf.End.ANSWERED, out);
      }
      case Event.LegFailed failed -> {
        if (replied) {
          out.accept(new Command.HangUp());
        } else {
          say(502, failed.failure().name(), out);
        }
        end(Leaf.End.FAILED, out);
      }
      case Event.ClientGone gone -> {
        out.accept(new Command.Cut(1));
        end(Leaf.End.CANCELLED, out);
      }
      case Event.Revoked revoked -> {
        out.accept(new Command.Cut(1));
        out.accept(new Command.HangUp());
        end(Leaf.End.REVOKED, out);
      }
      case Event.ClientWritable(boolean now) -> out.accept(new Command.Read(1, now));
      case Event.SignedIn signedIn -> {}
      case Event.SignInRefused refused -> {}
      case Event.Previewed previewed -> {}
      case Event.Told told -> {}
      case Event.WorkDone done -> {}
      case Event.NeedsPeople needed -> {}
      case Event.Held held -> {}
      case Event.RulesChanged changed -> {}
      case Event.TimerFired fired -> {}
      case Event.Drain drain -> {}
      case Event.OfStream foreign -> throw new AssertionError("not a stream: " + foreign);
    }
  }

  private void ask(Passage given, Consumer<Command> out) {
    passage = given;
    RequestHead from = requested();
    RequestHead sent =
        new RequestHead(
            from.method(),
            from.path(),
            from.query(),
            Stream.concat(
                    Stream.of(new Field("content-type", "application/json")),
                    from.fields().stream().filter(field -> field.name().equals("tracestate")))
                .toList());
    out.accept(new Command.Ask(1, given, sent, given.forwarded().view(), false));
  }

  private void say(int status, String text, Consumer<Command> out) {
    out.accept(new Command.Reply(new ResponseHead(status, List.of(new Field("x-own", "words")))));
    out.accept(new Command.Show(words.text(text)));
    out.accept(new Command.ShowEnd());
    if (passage == null) {
      out.accept(new Command.Done());
    }
  }

  private void end(Leaf.End end, Consumer<Command> out) {
    if (passage != null) {
      out.accept(new Command.Close(passage, Ending.of(end)));
    }
    out.accept(new Command.Done());
  }

  private RequestHead requested() {
    if (head == null) {
      throw new IllegalStateException("an exchange begins with its head");
    }
    return head;
  }

  private Passage open() {
    if (passage == null) {
      throw new IllegalStateException("nothing was admitted");
    }
    return passage;
  }
}
