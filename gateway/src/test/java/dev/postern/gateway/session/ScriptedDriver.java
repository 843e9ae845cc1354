package dev.postern.gateway.session;

import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.ScriptedGate;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs one session with the scripted gate and keeps what it does: what the client was shown, what
 * the target was sent. A frame is looked at when it is sent, as a socket would.
 */
public final class ScriptedDriver implements Asker {
  /** The drivers that hear each other, by the names they joined. */
  public static final class Hub {
    private final Map<String, Set<ScriptedDriver>> members = new HashMap<>();
  }

  /** What the target was sent on one leg. */
  public record Sent(int leg, RequestHead head, String body, boolean closing) {}

  private final ScriptedGate gate;
  private final Hub hub;
  private final Steps steps;
  private final Function<String, Optional<SignIn>> proofs;
  private final List<Sent> sent = new ArrayList<>();
  public final List<String> traces = new ArrayList<>();
  private final Set<Integer> legs = new LinkedHashSet<>();
  private final Map<Integer, Boolean> reading = new HashMap<>();
  private final Map<Integer, Command.SetTimer> timers = new LinkedHashMap<>();
  private final Set<Passage> open = new HashSet<>();
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private Optional<ResponseHead> reply = Optional.empty();
  private final Queue<Command.PreviewThem> held = new ArrayDeque<>();
  private boolean holding;
  private boolean gone;
  private boolean ended;
  private boolean hungUp;
  private int refusedFrames;

  /**
   * A driver.
   *
   * @param proofs who a token proves
   */
  public ScriptedDriver(
      ScriptedGate gate, Hub hub, Session session, Function<String, Optional<SignIn>> proofs) {
    this.gate = gate;
    this.hub = hub;
    this.steps = new Steps(session, this::carryOut);
    this.proofs = proofs;
  }

  /** Delivers an event, and whatever follows of it until all is quiet. */
  public ScriptedDriver tell(Event event) {
    offer(event);
    gate.turns();
    return this;
  }

  /** The target's answer, whole. */
  public ScriptedDriver answer(int leg, int status, String type, String body, Field... more) {
    head(leg, status, type, more);
    piece(leg, body.getBytes(StandardCharsets.UTF_8));
    return tell(new Event.AnsweredAll(leg));
  }

  /** The head of the target's answer. */
  public ScriptedDriver head(int leg, int status, String type, Field... more) {
    List<Field> fields = new ArrayList<>(List.of(more));
    fields.add(new Field("content-type", type));
    return tell(new Event.Answered(leg, new ResponseHead(status, fields)));
  }

  /** A piece of the target's answer. */
  public ScriptedDriver piece(int leg, byte[] bytes) {
    return tell(new Event.AnswerBytes(leg, ByteBuffer.wrap(bytes.clone())));
  }

  /** The client leaves. */
  public ScriptedDriver leave() {
    gone = true;
    return tell(new Event.ClientGone("left"));
  }

  /** Fires every timer that is set. */
  public ScriptedDriver timers() {
    List<Integer> set = List.copyOf(timers.keySet());
    timers.clear();
    set.forEach(timer -> tell(new Event.TimerFired(timer)));
    return this;
  }

  /** Keeps questions for previews waiting, or answers them. */
  public ScriptedDriver holdPreviews(boolean hold) {
    holding = hold;
    if (!hold) {
      release();
      gate.turns();
    }
    return this;
  }

  private void release() {
    Command.PreviewThem next;
    while ((next = held.poll()) != null) {
      offer(
          new Event.Previewed(
              next.ticket(), next.descriptions().stream().map(gate.lane()::preview).toList()));
    }
  }

  /** The head of the answer to the client. */
  public Optional<ResponseHead> reply() {
    return reply;
  }

  /** The status of the answer; 0 where there is none. */
  public int status() {
    return reply.map(ResponseHead::status).orElse(0);
  }

  /** Everything that the client was shown. */
  public String shown() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  public byte[] shownBytes() {
    return shown.toByteArray();
  }

  /** Everything that the target was sent. */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** Whether the answer is whole. */
  public boolean ended() {
    return ended;
  }

  /** Whether the connection was ended without an answer that is whole. */
  public boolean hungUp() {
    return hungUp;
  }

  /** Whether the session is over. */
  public boolean done() {
    return steps.done();
  }

  /** Legs that are open. */
  public Set<Integer> legs() {
    return Set.copyOf(legs);
  }

  /** Whether a leg is read; a leg of which nothing was said is. */
  public boolean reads(int leg) {
    return reading.getOrDefault(leg, true);
  }

  /** Passages that nobody has closed. */
  public Set<Passage> open() {
    return Set.copyOf(open);
  }

  /** Frames that were not shown because their passage did not hold. */
  public int refusedFrames() {
    return refusedFrames;
  }

  private void offer(Event event) {
    steps.offer(event);
  }

  private void carryOut(Command command) {
    switch (command) {
      case Command.Prove prove ->
          offer(
              proofs
                  .apply(prove.token())
                  .<Event>map(Event.SignedIn::new)
                  .orElse(new Event.SignInRefused(Event.SignInRefused.Why.NOT_PROVEN, "unknown")));
      case Command.ProveByCertificate presented ->
          throw new AssertionError("no certificate is presented to " + presented.audience());
      case Command.Traced traced -> traces.add(traced.parent());
      case Command.TraceGoesOn on -> throw new AssertionError("an exchange is one message");
      case Command.NotProven wrong -> throw new AssertionError("looked at " + wrong);
      case Command.DraftIt draft ->
          offer(new Event.Drafted(draft.ticket(), gate.lane().draft(draft.description())));
      case Command.PreviewThem preview -> {
        held.add(preview);
        if (!holding) {
          release();
        }
      }
      case Command.Admit admit ->
          gate.lane()
              .admit(admit.draft(), admit.forwarded(), admit.patience(), this, admit.ticket());
      case Command.AskPeople ask -> gate.lane().askPeople(this, ask.ticket());
      case Command.LeavePeople leave -> gate.lane().leavePeople(this, leave.ticket(), leave.why());
      case Command.Refuse refuse ->
          gate.lane()
              .refuse(
                  refuse.description(),
                  new Revocation(refuse.code(), refuse.reason()),
                  this,
                  refuse.ticket());
      case Command.Close close -> {
        open.remove(close.passage());
        gate.lane().close(close.passage(), close.ending());
      }
      case Command.Ask ask -> ask(ask);
      case Command.Cut cut -> legs.remove(cut.leg());
      case Command.Read read -> reading.put(read.leg(), read.on());
      case Command.Reply head -> {
        if (reply.isPresent()) {
          throw new AssertionError("a second head");
        }
        reply = Optional.of(head.head());
      }
      case Command.Show show -> show(show.shown());
      case Command.ShowEnd end -> {
        if (reply.isEmpty() || ended) {
          throw new AssertionError("an end without a head, or a second one");
        }
        ended = true;
      }
      case Command.HangUp hangUp -> hungUp = true;
      case Command.Join join ->
          hub.members.computeIfAbsent(join.name(), name -> new LinkedHashSet<>()).add(this);
      case Command.Tell tell ->
          List.copyOf(hub.members.getOrDefault(tell.name(), Set.of())).stream()
              .filter(other -> other != this && !other.done())
              .forEach(other -> other.offer(new Event.Told(tell.note())));
      case Command.Offload offload -> throw new AssertionError("no work is offloaded here");
      case Command.SetTimer timer -> timers.put(timer.timer(), timer);
      case Command.ClearTimer timer -> timers.remove(timer.timer());
      case Command.Done over -> gate.lane().abandon(this);
      case Command.OfStream foreign -> throw new AssertionError("not a stream: " + foreign);
    }
  }

  private void ask(Command.Ask ask) {
    legs.add(ask.leg());
    Passage passage = ask.passage();
    if (!(ask.closing() ? passage.closable() : passage.live())) {
      legs.remove(ask.leg());
      offer(new Event.LegFailed(ask.leg(), Event.Failure.TAKEN_BACK, "no longer holds"));
      return;
    }
    sent.add(
        new Sent(
            ask.leg(),
            ask.head(),
            StandardCharsets.UTF_8.decode(ask.body().duplicate()).toString(),
            ask.closing()));
  }

  private void show(Shown frame) {
    if (reply.isEmpty() || ended) {
      throw new AssertionError("a frame outside an answer");
    }
    if (gone) {
      throw new AssertionError("a frame for a client that has gone");
    }
    if (!frame.holds()) {
      refusedFrames++;
      return;
    }
    ByteBuffer bytes = frame.bytes().duplicate();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    shown.writeBytes(copy);
  }

  @Override
  public void decided(long ticket, Verdict verdict) {
    if (verdict instanceof Passage passage) {
      open.add(passage);
    }
    offer(new Event.Decided(ticket, verdict));
  }

  @Override
  public void needsPeople(long ticket, PeopleNeeded needed) {
    offer(new Event.NeedsPeople(ticket, needed));
  }

  @Override
  public void held(long ticket, HeldRequest request) {
    offer(new Event.Held(ticket, request));
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    offer(new Event.Revoked(passage, why));
  }
}
