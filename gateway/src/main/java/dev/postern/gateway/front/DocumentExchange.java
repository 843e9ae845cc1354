package dev.postern.gateway.front;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
import java.util.List;
import java.util.function.Consumer;

/** One request for a public document. A body, if there is one, is not looked at. */
final class DocumentExchange implements Session {
  private static final PublicWords WORDS = new PublicWords();

  private final Documents documents;
  private boolean over;

  DocumentExchange(Documents documents) {
    this.documents = documents;
  }

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    if (event instanceof Event.Requested(RequestHead head)) {
      over = true;
      answer(head, commands);
    } else if (event instanceof Event.ClientGone) {
      over = true;
      commands.accept(new Command.Done());
    }
  }

  private void answer(RequestHead head, Consumer<Command> commands) {
    boolean reads = head.method().equals("GET");
    Documents.Document document =
        reads
            ? documents.find(head.path())
            : new Documents.Document(405, PublicWords.text("only GET is answered here"));
    List<Field> fields =
        List.of(
            new Field("content-type", "application/json"),
            new Field("cache-control", "no-store"),
            // Browser clients of MCP read the metadata from their own origin; it holds no secret.
            new Field("access-control-allow-origin", "*"));
    commands.accept(new Command.Reply(new ResponseHead(document.status(), fields)));
    commands.accept(new Command.Show(WORDS.document(document.json())));
    commands.accept(new Command.ShowEnd());
    commands.accept(new Command.Done());
  }
}
