package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Door;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One HTTP exchange with an MCP client. Receives the request ({@link Arrival}), then hands over to
 * the {@link Work} that it asks for; keeps what all of them need: the client's side, the door to
 * the gate, the legs to the target, and the passages that must be closed before it is over.
 */
final class McpExchange implements Session {
  private static final int CLOSING = 1;
  private static final int RESUMING = 2;
  private static final int PEOPLE = 3;
  private static final int ALIVE = 4;
  private static final int LISTS = 5;

  /** Room for what an exchange has at a time: nearly every one has one call on one leg. */
  private static final int USUAL = 2;

  /** How close together changes of the rules are told as one. */
  private static final Duration TOGETHER = Duration.ofMillis(50);

  private final McpSessions sessions;
  private final McpTarget target;
  private final InstantSource clock;
  private final Outbox out = new Outbox();
  private final ClientSide client = new ClientSide(out);
  private final Door door;
  private final Map<Integer, LegHearer> legs = new HashMap<>(USUAL);
  private final Map<Integer, Runnable> sideLegs = new HashMap<>();
  private final Set<Passage> passages = new LinkedHashSet<>(USUAL);
  private final Arrival arrival;
  private Work work = new Work.Brief();
  private int legsAsked;
  private boolean looking;
  private boolean draining;
  private boolean finishing;
  private boolean done;

  McpExchange(McpSessions sessions, McpTarget target, InstantSource clock) {
    this.sessions = sessions;
    this.target = target;
    this.clock = clock;
    this.door = new Door(out, target.lexicon(), Optional.of(target.place()));
    this.arrival = new Arrival(this);
  }

  /** Where commands go during the step that makes them. */
  private static final class Outbox implements Consumer<Command> {
    private Consumer<Command> to = command -> {};

    @Override
    public void accept(Command command) {
      to.accept(command);
    }
  }

  @Override
  public void step(Event event, Consumer<Command> commands) {
    if (done) {
      return;
    }
    out.to = commands;
    try {
      hear(event);
    } catch (RuntimeException | StackOverflowError broken) {
      abort();
    }
    if (finishing && sideLegs.isEmpty() && !door.waits()) {
      done = true;
      legs.keySet().forEach(leg -> out.accept(new Command.Cut(leg)));
      closeAll();
      out.accept(new Command.Done());
    }
  }

  private void hear(Event event) {
    switch (event) {
      case Event.Requested(RequestHead head) -> arrival.requested(head);
      case Event.Received(ByteBuffer bytes) -> arrival.received(bytes);
      case Event.ReceivedAll() -> arrival.receivedAll();
      case Event.SignedIn signedIn -> arrival.proven(signedIn.signIn());
      case Event.SignInRefused refused -> arrival.unproven(refused.why());
      case Event.ClientGone gone -> {
        client.left();
        arrival.gone();
        work.gone();
      }
      case Event.ClientWritable(boolean now) -> work.writable(now);
      case Event.Answered answered -> {
        LegHearer leg = legs.get(answered.leg());
        if (leg != null) {
          leg.answered(answered.head());
        }
      }
      case Event.AnswerBytes(int number, ByteBuffer bytes) -> {
        LegHearer leg = legs.get(number);
        if (leg != null) {
          leg.bytes(bytes);
        }
      }
      case Event.AnsweredAll(int number) -> {
        LegHearer leg = legs.remove(number);
        if (leg != null) {
          leg.ended();
        }
        sideLegOver(number);
      }
      case Event.LegFailed failed -> {
        LegHearer leg = legs.remove(failed.leg());
        if (leg != null) {
          leg.failed(failed.failure());
        }
        sideLegOver(failed.leg());
      }
      case Event.Drafted drafted -> door.drafted(drafted);
      case Event.Previewed previewed -> door.previewed(previewed);
      case Event.Decided decided -> {
        if (decided.verdict() instanceof Passage passage) {
          passages.add(passage);
        }
        door.decided(decided);
      }
      case Event.Revoked revoked -> work.revoked(revoked.passage(), revoked.why());
      case Event.Told told -> {
        if (told.note() instanceof McpNote note) {
          work.told(note);
        }
      }
      case Event.WorkDone unasked -> {}
      case Event.NeedsPeople needed -> door.needsPeople(needed);
      case Event.Held held -> door.held(held);
      case Event.RulesChanged changed -> work.rulesChanged();
      case Event.TimerFired(int timer) -> timer(timer);
      case Event.Drain drain -> {
        draining = true;
        work.drain();
      }
      case Event.OfStream foreign -> throw new IllegalStateException("MCP is not a stream");
    }
  }

  private void timer(int timer) {
    if (timer == RESUMING || timer == PEOPLE) {
      work.waitedEnough();
    } else if (timer == ALIVE) {
      out.accept(new Command.SetTimer(ALIVE, limits().keepAlive()));
      work.keepAlive();
    } else if (timer == LISTS) {
      looking = false;
      work.lookAtLists();
    } else if (timer == CLOSING) {
      for (int leg : List.copyOf(sideLegs.keySet())) {
        out.accept(new Command.Cut(leg));
        legs.remove(leg);
        sideLegOver(leg);
      }
    }
  }

  McpSessions sessions() {
    return sessions;
  }

  McpTarget target() {
    return target;
  }

  McpLimits limits() {
    return sessions.limits();
  }

  Instant now() {
    return clock.instant();
  }

  ClientSide client() {
    return client;
  }

  Door door() {
    return door;
  }

  void emit(Command command) {
    out.accept(command);
  }

  /** From now on this is what the exchange does. */
  void become(Work next) {
    work = next;
  }

  /** Whether the gateway is coming to its stop. */
  boolean draining() {
    return draining;
  }

  /** Whether the exchange is coming to its end. */
  boolean finishing() {
    return finishing;
  }

  /** Opens a leg to the target. */
  int ask(Passage passage, RequestHead head, ByteBuffer body, LegHearer hearer) {
    int leg = ++legsAsked;
    legs.put(leg, hearer);
    out.accept(new Command.Ask(leg, passage, head, body, false));
    return leg;
  }

  /** Abandons a leg. */
  void cut(int leg) {
    if (legs.remove(leg) != null) {
      out.accept(new Command.Cut(leg));
    }
  }

  /**
   * Sends a closing frame or a decline beside the main leg; the exchange waits for its end, a
   * bounded while. Over the bound it is left out.
   *
   * @param after runs when it has ended, however
   */
  void beside(Passage passage, RequestHead head, byte[] body, Runnable after) {
    if (sideLegs.size() >= limits().sideLegs() || !passage.closable()) {
      after.run();
      return;
    }
    int leg = ++legsAsked;
    if (sideLegs.isEmpty()) {
      out.accept(new Command.SetTimer(CLOSING, limits().closingWait()));
    }
    sideLegs.put(leg, after);
    out.accept(new Command.Ask(leg, passage, head, ByteBuffer.wrap(body), true));
  }

  /** Waits for a stream to be resumed. */
  void awaitResumption() {
    out.accept(new Command.SetTimer(RESUMING, limits().resumeWait()));
  }

  /** Looks at what the lists show, once for all changes that come close together. */
  void lookAtListsSoon() {
    if (!looking) {
      looking = true;
      out.accept(new Command.SetTimer(LISTS, TOGETHER));
    }
  }

  /** Waits for people, so long and no longer. */
  void awaitPeople() {
    out.accept(new Command.SetTimer(PEOPLE, limits().holdWait()));
    out.accept(new Command.SetTimer(ALIVE, limits().keepAlive()));
  }

  /** Waits for people no more. */
  void awaitNobody() {
    out.accept(new Command.ClearTimer(PEOPLE));
    out.accept(new Command.ClearTimer(ALIVE));
  }

  /** Closes a passage that this or another exchange of the session was given. */
  void close(Passage passage, Ending ending) {
    passages.remove(passage);
    if (passage.closable()) {
      out.accept(new Command.Close(passage, ending));
    }
  }

  /** Another exchange has closed a passage of this one. */
  void closedElsewhere(Passage passage) {
    passages.remove(passage);
  }

  void tell(McpSession session, McpNote note) {
    out.accept(new Command.Tell(session.name(), note));
  }

  void join(McpSession session) {
    out.accept(new Command.Join(session.name()));
  }

  /** Ends a session that its target or its client has ended, and tells its other exchanges. */
  void end(McpSession session, String why) {
    if (sessions.end(session)) {
      tell(session, new McpNote.SessionEnded(why));
    }
  }

  /** Records a refusal of the exchange's own, tells the client and ends. */
  void refuse(Caller caller, String label, Answerable to, Refusal.Code code, Trouble trouble) {
    Describe describe = new Describe(caller, target.lexicon().get(), limits());
    door.refuse(
        describe.unknown(label),
        code,
        trouble.message(),
        verdict -> {
          Trouble told = verdict instanceof Refusal refusal ? trouble.on(refusal.id()) : trouble;
          client.trouble(to.ids(), to.batch(), told);
          finish();
        });
  }

  /** Who waits for an answer to what was posted. */
  record Answerable(List<RpcId> ids, boolean batch) {
    Answerable {
      ids = List.copyOf(ids);
    }

    static final Answerable NOBODY = new Answerable(List.of(), false);
  }

  /** Everything is said; over once what is under way has ended. */
  void finish() {
    finishing = true;
  }

  private void sideLegOver(int leg) {
    Runnable after = sideLegs.remove(leg);
    if (after != null) {
      after.run();
    }
  }

  private void closeAll() {
    if (!passages.isEmpty()) {
      List.copyOf(passages).forEach(passage -> close(passage, Ending.of(Leaf.End.FAILED)));
    }
  }

  /** A defect of ours ends this exchange and no other; nothing more moves on it. */
  private void abort() {
    List<Integer> open = new ArrayList<>(legs.keySet());
    open.addAll(sideLegs.keySet());
    open.forEach(leg -> out.accept(new Command.Cut(leg)));
    legs.clear();
    sideLegs.clear();
    closeAll();
    out.accept(new Command.HangUp());
    out.accept(new Command.Done());
    done = true;
  }
}
