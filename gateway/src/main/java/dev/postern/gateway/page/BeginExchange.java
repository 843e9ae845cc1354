package dev.postern.gateway.page;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.signin.CodeClient;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One browser that begins to sign in: bound to it by a cookie, and sent to the issuer. */
final class BeginExchange implements Session {
  private final Page page;
  private final CodeClient client;
  private final InetAddress source;
  private @Nullable String browser;
  private boolean over;

  BeginExchange(Page page, CodeClient client, InetAddress source) {
    this.page = page;
    this.client = client;
    this.source = source;
  }

  /** Where to send the browser. */
  private record Address(Optional<URI> uri) implements Note {
    @Override
    public String toString() {
      return "Address[hidden]";
    }
  }

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    if (event instanceof Event.Requested(RequestHead head)) {
      begin(head, commands);
    } else if (event instanceof Event.WorkDone done) {
      goOn(done.note(), new Replying(commands));
    } else if (event instanceof Event.ClientGone) {
      over = true;
      commands.accept(new Command.Done());
    }
  }

  private void begin(RequestHead head, Consumer<Command> commands) {
    Replying replying = new Replying(commands);
    if (!head.method().equals("GET")) {
      end(Trouble.NOT_GET, replying);
      return;
    }
    if (!Site.visited(head)) {
      end(Trouble.NOT_FOUND, replying);
      return;
    }
    if (page.site().elsewhere(head)) {
      over = true;
      replying.goTo(page.site().origin() + head.path() + "?" + head.query());
      return;
    }
    Instant now = page.clock().instant();
    // A browser with several windows keeps its cookie, so that each of them can go on.
    String cookie =
        Cookie.BEGUN
            .of(head, page.limits().cookies())
            .filter(page.begun()::knows)
            .orElseGet(Secret::text);
    String state = Secret.text();
    String verifier = Secret.text();
    Begun begun =
        new Begun(
            Secret.digest(cookie),
            BegunSignIns.source(source),
            Secret.text(),
            verifier,
            Site.back(Query.of(head.query()).only("back")),
            now.plus(page.limits().beginning()));
    page.begun().put(state, begun, now);
    browser = cookie;
    CodeClient.Begun asked = new CodeClient.Begun(state, begun.nonce(), Secret.digest(verifier));
    commands.accept(new Command.Offload(() -> new Address(client.address(asked))));
  }

  private void goOn(Optional<Note> note, Replying replying) {
    Optional<URI> address =
        note.filter(Address.class::isInstance).map(Address.class::cast).flatMap(Address::uri);
    if (browser != null && address.isPresent()) {
      over = true;
      replying.goTo(address.get().toString(), Cookie.BEGUN.set(browser, page.limits().beginning()));
    } else {
      end(Trouble.ISSUER_DOWN, replying);
    }
  }

  private void end(Trouble trouble, Replying replying) {
    over = true;
    replying.trouble(trouble);
  }
}
