package dev.postern.gateway.api;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.ScriptedLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * REST on a scripted loop, with people who can be asked. A token is a name, perhaps with groups
 * behind a colon; a chain is written with {@code @}, the actor first and an agent.
 */
final class ApiStand {
  private static final Duration TOKEN = Duration.ofHours(1);

  private final ScriptedLoop loop;
  private final Api api;

  ApiStand(ScriptedLoop loop, Api api) {
    this.loop = loop;
    this.api = api;
  }

  /** Asks, and has the loop run until it is idle. */
  Exchange ask(String token, String method, String path, String body) {
    Field proof = new Field("authorization", "Bearer " + token);
    return ask(new Exchange(api.open()), List.of(proof), method + " " + path, body);
  }

  /** Asks without a token. */
  Exchange askUnproven(String method, String path) {
    return ask(new Exchange(api.open()), List.of(), method + " " + path, "");
  }

  /** Asks over the socket of the server's own user. */
  Exchange askLocally(String method, String path, String body) {
    return ask(new Exchange(api.openLocal()), List.of(), method + " " + path, body);
  }

  private Exchange ask(Exchange exchange, List<Field> fields, String line, String body) {
    String[] words = line.split(" ", 2);
    String[] parts = words[1].split("\\?", 2);
    exchange.step(
        new Event.Requested(
            new RequestHead(words[0], parts[0], parts.length == 1 ? "" : parts[1], fields)));
    exchange.step(new Event.Received(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    exchange.step(new Event.ReceivedAll());
    loop.turns();
    return exchange;
  }

  /** Answers the only request that lives. */
  Request vote(String token, boolean approves) throws BallotException, IOException {
    Request request =
        loop.requests().all().stream().filter(Request::lives).findFirst().orElseThrow();
    Request after =
        loop.desk()
            .answer(
                new Ballot(
                    request.id(),
                    request.binding(),
                    signIn(token).principal(),
                    approves,
                    new EntryId(9, 9),
                    "seen"));
    loop.turns();
    return after;
  }

  /** Who a token proves. */
  SignIn signIn(String token) {
    List<Party> chain =
        new ArrayList<>(Arrays.stream(token.split("@")).map(ApiStand::person).toList());
    for (int i = 0; i < chain.size() - 1; i++) {
      Party acting = chain.get(i);
      chain.set(
          i,
          new Party(
              Party.Kind.AGENT,
              acting.identity(),
              acting.name(),
              acting.groups(),
              Optional.empty()));
    }
    return new SignIn(new Principal(chain), loop.now(), loop.now().plus(TOKEN), token);
  }

  private static Party person(String text) {
    String[] parts = text.split(":", 2);
    return new Party(
        Party.Kind.PERSON,
        new Identity("https://idp.test", parts[0]),
        parts[0],
        parts.length == 1 ? Set.of() : Set.of(parts[1].split(",")),
        Optional.empty());
  }

  /** One request and what became of it. */
  final class Exchange implements Asker {
    private final Session session;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private List<Field> fields = List.of();
    private Optional<Duration> wait = Optional.empty();
    private int status;

    private Exchange(Session session) {
      this.session = session;
    }

    /** 0 while there is no answer. */
    int status() {
      return status;
    }

    String text() {
      return shown.toString(StandardCharsets.UTF_8);
    }

    List<Field> fields() {
      return fields;
    }

    /** How long it waits for people; empty where it does not. */
    Optional<Duration> waits() {
      return wait;
    }

    /** Its wait is over. */
    Exchange waitedEnough() {
      step(new Event.TimerFired(1));
      loop.turns();
      return this;
    }

    /** It looks again whether something has happened. */
    Exchange lookAgain() {
      step(new Event.TimerFired(2));
      loop.turns();
      return this;
    }

    /** Its client goes away. */
    void leave() {
      step(new Event.ClientGone("left"));
      loop.turns();
    }

    private void step(Event event) {
      session.step(event, this::run);
    }

    private void run(Command command) {
      switch (command) {
        case Command.Prove prove -> later(new Event.SignedIn(signIn(prove.token())));
        case Command.DraftIt draft ->
            loop.execute(() ->
                step(new Event.Drafted(draft.ticket(), loop.lane().draft(draft.description()))));
        case Command.Admit admit ->
            loop.lane()
                .admit(admit.draft(), admit.forwarded(), admit.patience(), this, admit.ticket());
        case Command.AskPeople ask -> loop.lane().askPeople(this, ask.ticket());
        case Command.LeavePeople leave ->
            loop.lane().leavePeople(this, leave.ticket(), leave.why());
        case Command.SetTimer timer -> wait = Optional.of(timer.after());
        case Command.Offload offload -> loop.execute(() -> step(work(offload)));
        case Command.Reply reply -> {
          status = reply.head().status();
          fields = reply.head().fields();
        }
        case Command.Show show -> {
          byte[] bytes = new byte[show.shown().bytes().remaining()];
          show.shown().bytes().get(bytes);
          shown.writeBytes(bytes);
        }
        case Command.Close close -> loop.lane().close(close.passage(), close.ending());
        case Command.ShowEnd end -> {}
        case Command.Done done -> loop.lane().abandon(this);
        default -> throw new AssertionError("REST does not ask for " + command);
      }
    }

    private void later(Event event) {
      loop.execute(() -> step(event));
    }

    private static Event work(Command.Offload offload) {
      try {
        return new Event.WorkDone(Optional.of(offload.work().run()), "");
      } catch (Exception failed) {
        return new Event.WorkDone(Optional.empty(), String.valueOf(failed.getMessage()));
      }
    }

    @Override
    public void decided(long ticket, Verdict verdict) {
      step(new Event.Decided(ticket, verdict));
    }

    @Override
    public void needsPeople(long ticket, PeopleNeeded needed) {
      step(new Event.NeedsPeople(ticket, needed));
    }

    @Override
    public void held(long ticket, HeldRequest request) {
      step(new Event.Held(ticket, request));
    }

    @Override
    public void revoked(Passage passage, Revocation why) {
      step(new Event.Revoked(passage, why));
    }
  }
}
