package dev.postern.gateway.page;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.signin.CodeClient;
import dev.postern.gateway.signin.Granted;
import dev.postern.kernel.identity.SignIn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One browser that comes back from the issuer: what it began with is taken, its code traded, the
 * token proven as any other, and a session of its own begins.
 */
final class CallbackExchange implements Session {
  private final Page page;
  private final CodeClient client;
  private @Nullable Begun begun;
  private Granted.@Nullable Tokens tokens;
  private boolean over;

  CallbackExchange(Page page, CodeClient client) {
    this.page = page;
    this.client = client;
  }

  /** What the issuer gave. */
  private record Traded(Granted granted) implements Note {}

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    if (event instanceof Event.Requested(RequestHead head)) {
      begin(head, commands);
    } else if (event instanceof Event.WorkDone done) {
      traded(done.note(), commands);
    } else if (event instanceof Event.SignedIn(SignIn signIn)) {
      signedIn(signIn, commands);
    } else if (event instanceof Event.SignInRefused refused) {
      end(refused.busy() ? Trouble.TOO_MANY : Trouble.NOT_PROVEN, commands);
    } else if (event instanceof Event.ClientGone) {
      over = true;
      commands.accept(new Command.Done());
    }
  }

  private void begin(RequestHead head, Consumer<Command> commands) {
    if (!head.method().equals("GET")) {
      end(Trouble.NOT_GET, commands);
      return;
    }
    Query query = Query.of(head.query());
    Optional<Begun> found =
        query
            .only("state")
            .filter(Secret::shaped)
            .flatMap(state ->
                page.begun()
                    .take(
                        state,
                        Cookie.BEGUN.of(head, page.limits().cookies()),
                        page.clock().instant()));
    if (found.isEmpty()) {
      commands.accept(
          new Command.NotProven(
              client.resource(),
              "the page was given a state that is unknown, used, too old or another browser's"));
      end(Trouble.STALE, commands);
      return;
    }
    begun = found.get();
    Optional<String> code = query.only("code");
    if (code.isEmpty() || query.has("error")) {
      end(Trouble.REFUSED, commands);
      return;
    }
    if (query.has("iss") && query.only("iss").isEmpty()) {
      end(Trouble.NOT_PROVEN, commands);
      return;
    }
    CodeClient.Returned returned =
        new CodeClient.Returned(
            code.get(), query.only("iss"), found.get().verifier(), found.get().nonce());
    commands.accept(new Command.Offload(() -> new Traded(client.redeem(returned))));
  }

  private void traded(Optional<Note> note, Consumer<Command> commands) {
    Granted granted =
        note.filter(Traded.class::isInstance)
            .map(Traded.class::cast)
            .map(Traded::granted)
            .orElse(new Granted.None(Granted.Why.UNREACHABLE, "there was no room to ask"));
    switch (granted) {
      case Granted.Tokens given -> {
        tokens = given;
        commands.accept(new Command.Prove(given.access(), client.resource()));
      }
      case Granted.None none -> {
        if (none.why() != Granted.Why.UNREACHABLE) {
          commands.accept(new Command.NotProven(client.resource(), "the page: " + none.reason()));
        }
        end(trouble(none.why()), commands);
      }
    }
  }

  private static Trouble trouble(Granted.Why why) {
    return switch (why) {
      case UNREACHABLE -> Trouble.ISSUER_DOWN;
      case REFUSED -> Trouble.REFUSED;
      case NOT_PROVEN -> Trouble.NOT_PROVEN;
    };
  }

  private void signedIn(SignIn signIn, Consumer<Command> commands) {
    Granted.Tokens given = tokens;
    Begun from = begun;
    if (given == null || from == null) {
      throw new IllegalStateException("signed in before anything was traded");
    }
    if (!given.subject().equals(Optional.of(signIn.principal().subject().identity().subject()))) {
      commands.accept(
          new Command.NotProven(
              client.resource(), "the page: the access token and the ID token differ in whose"));
      end(Trouble.NOT_PROVEN, commands);
      return;
    }
    Instant now = page.clock().instant();
    Duration longest = page.limits().longest();
    BrowserSession session = new BrowserSession(given, signIn, now, now.plus(longest));
    Optional<String> cookie = page.sessions().put(session, now);
    if (cookie.isEmpty()) {
      end(Trouble.TOO_MANY, commands);
      return;
    }
    over = true;
    new Replying(commands).goTo(from.back(), Cookie.SESSION.set(cookie.get(), longest));
  }

  private void end(Trouble trouble, Consumer<Command> commands) {
    over = true;
    new Replying(commands).trouble(trouble);
  }
}
