package dev.postern.gateway.page;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.signin.CodeClient;
import dev.postern.kernel.identity.SignIn;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of the page's scripts to REST. The browser's cookie becomes the token that it stands
 * for, and REST's own session does the rest: proves, decides, records, answers. Before that the
 * call must come from the page and say what only the page can read; where the token is about to end
 * it is renewed.
 */
final class RestExchange implements Session {
  /** Where REST lies for the page's scripts. */
  static final String BELOW = "/review/api";

  /** What of REST the page is for. */
  private static final String REACH = "/api/v1/requests";

  private final Page page;
  private final CodeClient client;
  private final List<Event> waiting = new ArrayList<>();
  private int waitingBytes;
  private String presented = "";
  private @Nullable BrowserSession browser;
  private @Nullable RequestHead head;
  private @Nullable Session rest;
  private boolean over;

  RestExchange(Page page, CodeClient client) {
    this.page = page;
    this.client = client;
  }

  /** What came of a renewal. */
  private record Renewed(BrowserSession.Renewal renewal) implements Note {}

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    if (rest != null) {
      pass(rest, event, commands);
      return;
    }
    if (event instanceof Event.Requested(RequestHead requested)) {
      begin(requested, commands);
    } else if (event instanceof Event.WorkDone done) {
      renewed(done.note(), commands);
    } else if (event instanceof Event.ClientGone) {
      over = true;
      commands.accept(new Command.Done());
    } else {
      await(event, commands);
    }
  }

  /** Keeps what comes while the token is renewed. */
  private void await(Event event, Consumer<Command> commands) {
    if (event instanceof Event.Received(ByteBuffer bytes)) {
      waitingBytes += bytes.remaining();
    }
    if (waitingBytes > page.limits().body()) {
      end(413, "too_long", "the body is too long", commands);
    } else {
      waiting.add(event);
    }
  }

  private void begin(RequestHead requested, Consumer<Command> commands) {
    Optional<BrowserSession> found = page.session(requested);
    boolean reads = requested.method().equals("GET");
    boolean meant = reads ? page.site().own(requested) : page.site().vouched(requested);
    if (!meant) {
      end(403, "forbidden", "only the page itself may ask this", commands);
    } else if (found.isEmpty()) {
      end(401, "signed_out", "sign in to go on", commands);
    } else if (!Secret.same(requested.only(PageExchange.FORM).orElse(""), found.get().form())) {
      end(403, "forbidden", "the page is of another session: load it again", commands);
    } else if (!reaches(requested.path())) {
      end(404, "not_found", "the page has no business there", commands);
    } else {
      found.get().use(page.clock().instant());
      go(found.get(), requested, commands);
    }
  }

  private static boolean reaches(String path) {
    String below = path.substring(Site.HOME.length());
    return below.equals(REACH) || below.startsWith(REACH + "/");
  }

  private void go(BrowserSession session, RequestHead requested, Consumer<Command> commands) {
    browser = session;
    head = requested;
    if (session.due(page.clock().instant(), page.limits())) {
      commands.accept(
          new Command.Offload(
              () -> new Renewed(session.renew(client, page.clock().instant(), page.limits()))));
    } else {
      start(session, requested, commands);
    }
  }

  private void renewed(Optional<Note> note, Consumer<Command> commands) {
    BrowserSession session = browser;
    RequestHead requested = head;
    if (session == null || requested == null) {
      throw new IllegalStateException("renewed before it was asked");
    }
    BrowserSession.Renewal renewal =
        note.filter(Renewed.class::isInstance)
            .map(Renewed.class::cast)
            .map(Renewed::renewal)
            .orElse(BrowserSession.Renewal.UNREACHABLE);
    switch (renewal) {
      case DONE -> start(session, requested, commands);
      case OVER -> {
        page.sessions().end(session);
        end(401, "signed_out", "your sign-in has ended: sign in again", commands);
      }
      case UNREACHABLE ->
          end(503, "issuer_down", "the identity provider cannot be reached; try again", commands);
    }
  }

  private void start(BrowserSession session, RequestHead requested, Consumer<Command> commands) {
    List<Field> fields = new ArrayList<>();
    for (Field field : requested.fields()) {
      if (!field.name().equals("cookie") && !field.name().equals("authorization")) {
        fields.add(field);
      }
    }
    presented = session.token();
    fields.add(new Field("authorization", "Bearer " + presented));
    Session opened = page.rest();
    rest = opened;
    RequestHead proven =
        new RequestHead(
            requested.method(),
            requested.path().substring(Site.HOME.length()),
            requested.query(),
            fields);
    pass(opened, new Event.Requested(proven), commands);
    List<Event> held = List.copyOf(waiting);
    waiting.clear();
    for (Event event : held) {
      pass(opened, event, commands);
    }
  }

  private void pass(Session opened, Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    BrowserSession session = browser;
    if (event instanceof Event.SignedIn(SignIn signIn) && session != null) {
      if (session.over() || !signIn.principal().subject().identity().equals(session.identity())) {
        page.sessions().end(session);
        end(401, "signed_out", "your sign-in has ended: sign in again", commands);
        return;
      }
      session.proven(presented, signIn.expires());
    }
    if (event instanceof Event.SignInRefused refused && !refused.busy() && session != null) {
      // REST answers this call; the browser is told to sign in by the next.
      page.sessions().end(session);
    }
    opened.step(event, command -> commands.accept(dressed(command)));
  }

  private static Command dressed(Command command) {
    return command instanceof Command.Reply(ResponseHead answer)
        ? new Command.Reply(new ResponseHead(answer.status(), Headers.with(answer.fields())))
        : command;
  }

  private void end(int status, String error, String reason, Consumer<Command> commands) {
    over = true;
    new Replying(commands).refused(status, error, reason);
  }
}
