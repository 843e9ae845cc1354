package dev.postern.gateway.api;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * One request to REST: proven, read, decided, recorded, done on a virtual thread, answered. A
 * request over the server's own socket is proven by the socket.
 */
final class ApiExchange implements Session {
  private static final long TICKET = 1;
  private static final int LOOK = 2;

  private final Api api;
  private final Optional<SignIn> local;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable RequestHead head;
  private @Nullable Route route;
  private Map<String, String> segments = Map.of();
  private Map<String, String> query = Map.of();
  private @Nullable SignIn signIn;
  private final AskedOfPeople people = new AskedOfPeople(TICKET);
  private Duration wait = Duration.ZERO;
  private Optional<Fault> unfit = Optional.empty();
  private @Nullable JsonNode asked;
  private @Nullable Passage passage;
  private boolean whole;
  private boolean described;
  private boolean over;
  private Optional<Value.MapOf> subject = Optional.empty();
  private long looks;
  private boolean waiting;

  ApiExchange(Api api, Optional<SignIn> local) {
    this.api = api;
    this.local = local;
  }

  /** What an admitted request came to. */
  private record Done(Response response) implements Note {}

  /** What a request is about, found out before it is decided. */
  private record Looked(Optional<Value.MapOf> facts) implements Note {}

  /** An admitted request that could not be done. */
  private record Failed(int status, String reason) implements Note {}

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (over) {
      return;
    }
    switch (event) {
      case Event.Requested(RequestHead requested) -> begin(requested, commands);
      case Event.SignedIn(SignIn accepted) -> {
        signIn = accepted;
        describe(commands);
      }
      case Event.SignInRefused refused -> turnAway(refused.busy(), commands);
      case Event.Received(ByteBuffer bytes) -> collect(bytes, commands);
      case Event.ReceivedAll() -> {
        whole = true;
        describe(commands);
      }
      case Event.Drafted drafted ->
          commands.accept(
              new Command.Admit(
                  TICKET, drafted.draft(), Forwarded.of(body.toByteArray()), Patience.DETACHED));
      case Event.Decided(long ticket, Refusal refusal) -> refused(refusal, commands);
      case Event.Decided(long ticket, Passage given) -> run(given, commands);
      case Event.WorkDone(Optional<Note> note, String failure) -> {
        if (passage == null) {
          looked(note, commands);
        } else {
          done(note, commands);
        }
      }
      case Event.Revoked revoked -> {
        end(
            revoked.why().code() == Refusal.Code.EXPIRED ? 401 : 403,
            revoked.why().code().word(),
            revoked.why().reason(),
            "",
            commands);
      }
      case Event.ClientGone gone -> finish(Ending.of(Leaf.End.CANCELLED), commands);
      case Event.ClientWritable writable -> {}
      case Event.Previewed previewed -> {}
      case Event.Told told -> {}
      case Event.NeedsPeople needed -> needsPeople(commands);
      case Event.Held(long ticket, HeldRequest request) -> people.held(request, commands);
      case Event.RulesChanged changed -> {}
      case Event.TimerFired(int timer) when timer == LOOK -> look(commands);
      case Event.TimerFired fired -> people.waitedEnough(commands);
      case Event.Drain drain -> {
        looks = 0;
        people.waitedEnough(commands);
      }
      case Event.Answered answered -> {}
      case Event.AnswerBytes answered -> {}
      case Event.AnsweredAll answered -> {}
      case Event.LegFailed failed -> {}
      case Event.OfStream foreign -> throw new IllegalStateException("REST is not a stream");
    }
  }

  private void begin(RequestHead requested, Consumer<Command> commands) {
    head = requested;
    for (Route candidate : api.routes()) {
      Optional<Map<String, String>> fit = candidate.fit(requested.path());
      if (fit.isPresent() && candidate.method().equals(requested.method())) {
        route = candidate;
        segments = fit.get();
      }
    }
    if (local.isPresent()) {
      signIn = local.get();
      return;
    }
    Optional<String> token =
        requested
            .only("authorization")
            .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(value -> value.substring(7).strip());
    if (token.isEmpty()) {
      turnAway(false, commands);
      return;
    }
    commands.accept(new Command.Prove(token.get(), api.settings().audience()));
  }

  private void collect(ByteBuffer bytes, Consumer<Command> commands) {
    if (body.size() + bytes.remaining() > api.settings().longestBody()) {
      end(
          413,
          "too_long",
          "a body may have " + api.settings().longestBody() + " bytes",
          "",
          commands);
      return;
    }
    byte[] piece = new byte[bytes.remaining()];
    bytes.get(piece);
    body.writeBytes(piece);
  }

  /** Once it is known who asks and what, whichever comes later. */
  private void describe(Consumer<Command> commands) {
    if (!whole || signIn == null || head == null || described) {
      return;
    }
    described = true;
    if (route == null) {
      // An unknown route is told to nobody who is not known, and is no operation.
      end(404, "not_found", "there is no " + head.method() + " " + head.path(), "", commands);
      return;
    }
    try {
      Map<String, String> said = new HashMap<>(Segments.query(head.query()));
      Optional<String> toWait = Optional.ofNullable(said.remove("wait"));
      wait = api.settings().wait(toWait);
      looks = toWait.isPresent() ? wait.dividedBy(Waiting.PAUSE) : 0;
      // One place speaks for a request, so that rules look at what its route reads.
      if (route.method().equals("GET")) {
        query = Map.copyOf(said);
        body.reset();
      }
      JsonNode read =
          body.size() == 0
              ? api.json().valueToTree(query)
              : Json.read(api.json(), body.toByteArray());
      if (!read.isObject()) {
        end(400, "malformed", "the body must be a JSON object", "", commands);
        return;
      }
      asked = read;
      Route.Asked toRoute = new Route.Asked(signIn.principal(), segments, read);
      Optional<Route.Subject> about = route.subject();
      if (about.isPresent()) {
        Route.Subject lookUp = about.get();
        commands.accept(new Command.Offload(() -> new Looked(lookUp.facts(toRoute))));
      } else {
        draft(toRoute, commands);
      }
    } catch (CharacterCodingException malformed) {
      end(400, "malformed", "the body is no JSON: it is not UTF-8", "", commands);
    } catch (JacksonException malformed) {
      end(400, "malformed", "the body is no JSON: " + malformed.getOriginalMessage(), "", commands);
    } catch (Fault malformed) {
      end(malformed.status(), "malformed", String.valueOf(malformed.getMessage()), "", commands);
    }
  }

  private void looked(Optional<Note> note, Consumer<Command> commands) {
    SignIn by = signIn;
    JsonNode read = asked;
    if (by == null || read == null) {
      throw new IllegalStateException("looked up before it was read");
    }
    if (note.isEmpty() || !(note.get() instanceof Looked(Optional<Value.MapOf> facts))) {
      end(503, "busy", "what this is about cannot be looked up now; try again", "", commands);
      return;
    }
    subject = facts;
    draft(new Route.Asked(by.principal(), segments, read), commands);
  }

  private void draft(Route.Asked toRoute, Consumer<Command> commands) {
    Route chosen = route;
    SignIn by = signIn;
    if (chosen == null || by == null) {
      throw new IllegalStateException("described before it was known");
    }
    Route.Described told = Api.described(chosen, toRoute);
    unfit = told.unfit();
    commands.accept(new Command.DraftIt(TICKET, api.describe(by, chosen, told, subject)));
  }

  /** Nobody is asked for what cannot be done anyway. */
  private void needsPeople(Consumer<Command> commands) {
    if (unfit.isPresent()) {
      people.forgo(String.valueOf(unfit.get().getMessage()), commands);
    } else {
      people.ask(wait, commands);
    }
  }

  private void run(Passage given, Consumer<Command> commands) {
    passage = given;
    if (unfit.isPresent()) {
      // Decided on less than it says, because it cannot be understood: its route never sees it.
      Fault fault = unfit.get();
      done(Optional.of(new Failed(fault.status(), String.valueOf(fault.getMessage()))), commands);
      return;
    }
    look(commands);
  }

  /** Asks the route, once or again. */
  private void look(Consumer<Command> commands) {
    Passage given = passage;
    Route chosen = route;
    SignIn by = signIn;
    JsonNode read = asked;
    if (chosen == null || by == null || read == null || given == null) {
      throw new IllegalStateException("admitted before it was described");
    }
    Call call = new Call(by, segments, query, read, given.id(), looks > 0);
    commands.accept(
        new Command.Offload(() -> {
          try {
            return new Done(chosen.answer().answer(call));
          } catch (Fault fault) {
            return new Failed(fault.status(), String.valueOf(fault.getMessage()));
          }
        }));
  }

  private void done(Optional<Note> note, Consumer<Command> commands) {
    Passage given = passage;
    if (given == null) {
      throw new IllegalStateException("done before it was admitted");
    }
    switch (note.orElse(new Failed(500, "the gateway failed at this; its log says more"))) {
      case Done(Reply reply) -> {
        byte[] bytes = api.json().writeValueAsBytes(reply.body());
        Answers.show(reply.status(), given.show(ByteBuffer.wrap(bytes)), List.of(), commands);
        finish(Answers.ending(Leaf.End.ANSWERED, reply.status(), bytes.length), commands);
      }
      case Done(Document document) -> {
        List<Field> fields =
            List.of(
                new Field("content-type", document.type()),
                new Field("content-disposition", "attachment; filename=" + document.name()),
                new Field("x-content-type-options", "nosniff"));
        Answers.show(200, given.show(ByteBuffer.wrap(document.octets())), fields, commands);
        finish(Answers.ending(Leaf.End.ANSWERED, 200, document.octets().length), commands);
      }
      case Done(Response.NotYet later) -> {
        waiting = waiting || api.waiting().begin();
        if (!waiting) {
          done(Optional.of(new Failed(429, "too many requests wait already; try again")), commands);
          return;
        }
        looks--;
        commands.accept(new Command.SetTimer(LOOK, Waiting.PAUSE));
      }
      case Failed(int status, String reason) -> {
        String code = status == 404 ? "not_found" : "failed";
        Answers.show(
            status, api.words().error(code, reason, given.id().toString()), List.of(), commands);
        finish(Answers.ending(Leaf.End.FAILED, status, 0), commands);
      }
      default -> throw new IllegalStateException("a note of somebody else's");
    }
  }

  private void refused(Refusal refusal, Consumer<Command> commands) {
    Optional<HeldRequest> held = people.request();
    if (refusal.code() == Refusal.Code.PENDING && held.isPresent()) {
      Field place = new Field("location", ApiWords.link(held.get()));
      Answers.show(202, api.words().pending(held.get()), List.of(place), commands);
      finish(Ending.of(Leaf.End.FAILED), commands);
      return;
    }
    if (unfit.isPresent() && refusal.code() == Refusal.Code.WITHDRAWN) {
      Fault fault = unfit.get();
      end(
          fault.status(),
          "unfit",
          String.valueOf(fault.getMessage()),
          refusal.id().toString(),
          commands);
      return;
    }
    Optional<Route.Subject> about = Optional.ofNullable(route).flatMap(Route::subject);
    if (refusal.code() == Refusal.Code.DENIED && about.isPresent()) {
      end(404, "not_found", about.get().nothing(), refusal.id().toString(), commands);
      return;
    }
    int status =
        switch (refusal.code()) {
          case DENIED, UNAPPROVABLE, PENDING, WITHDRAWN, LOCKED, NOT_UNDERSTOOD -> 403;
          // Nobody answered in time: who asked is known all the same.
          case EXPIRED -> held.isPresent() ? 403 : 401;
          case STALE, OVER_LIMIT, UNMASKABLE, LEDGER_DOWN -> 503;
        };
    end(status, refusal.code().word(), refusal.reason(), refusal.id().toString(), commands);
  }

  private void turnAway(boolean busy, Consumer<Command> commands) {
    if (busy) {
      end(503, "busy", "too many sign-ins at once; try again", "", commands);
      return;
    }
    Field challenge = new Field("www-authenticate", api.settings().challenge());
    Answers.show(
        401,
        api.words().error("unauthorized", "a token for this API is needed: postern login", ""),
        List.of(challenge),
        commands);
    finish(Ending.of(Leaf.End.FAILED), commands);
  }

  private void end(
      int status, String code, String reason, String request, Consumer<Command> commands) {
    Answers.show(status, api.words().error(code, reason, request), List.of(), commands);
    finish(Ending.of(passage == null ? Leaf.End.FAILED : Leaf.End.REVOKED), commands);
  }

  private void finish(Ending ending, Consumer<Command> commands) {
    over = true;
    if (waiting) {
      api.waiting().end();
    }
    if (passage != null) {
      commands.accept(new Command.Close(passage, ending));
    }
    commands.accept(new Command.Done());
  }
}
