package dev.postern.gateway.front;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One scrape. What is scraped is gathered off the event loop. A body is not looked at. */
final class SampleExchange implements Session {
  private static final PublicWords WORDS = new PublicWords();

  private final Watched watched;
  private boolean over;

  SampleExchange(Watched watched) {
    this.watched = watched;
  }

  private record Gathered(Watched.Sample sample) implements Note {}

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    if (event instanceof Event.Requested(RequestHead head)) {
      asked(head, commands);
    } else if (event instanceof Event.WorkDone done) {
      if (done.note().orElse(null) instanceof Gathered(Watched.Sample sample)) {
        answer(200, sample.type(), sample.text(), commands);
      } else {
        refuse(503, "the metrics could not be gathered", commands);
      }
    } else if (event instanceof Event.ClientGone) {
      over = true;
      commands.accept(new Command.Done());
    }
  }

  private void asked(RequestHead head, Consumer<Command> commands) {
    if (!head.method().equals("GET")) {
      refuse(405, "only GET is answered here", commands);
    } else if (head.count("authorization") > 1
        || !watched.admits(head.only("authorization").orElse(""))) {
      refuse(401, "the metrics' own token is needed", commands);
    } else {
      String accept = head.only("accept").orElse("");
      commands.accept(new Command.Offload(() -> new Gathered(watched.sample(accept))));
    }
  }

  private void refuse(int status, String why, Consumer<Command> commands) {
    answer(status, "application/json", PublicWords.text(why), commands);
  }

  private void answer(int status, String type, byte[] said, Consumer<Command> commands) {
    over = true;
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("content-type", type));
    fields.add(new Field("cache-control", "no-store"));
    if (status == 401) {
      fields.add(new Field("www-authenticate", "Bearer"));
    }
    commands.accept(new Command.Reply(new ResponseHead(status, fields)));
    commands.accept(new Command.Show(WORDS.document(said)));
    commands.accept(new Command.ShowEnd());
    commands.accept(new Command.Done());
  }
}
