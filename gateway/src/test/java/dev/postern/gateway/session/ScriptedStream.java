package dev.postern.gateway.session;

import dev.postern.kernel.gate.Asker;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.ScriptedGate;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Runs one session of a byte stream with the scripted gate and keeps what it does. A frame is
 * looked at when it is sent, as a socket would that takes everything at once.
 */
public final class ScriptedStream implements Asker {
  /** The streams that hear each other, by the names they joined. */
  public static final class Hub {
    private final Map<String, Set<ScriptedStream>> members = new HashMap<>();
  }

  /**
   * What is outside of a session.
   *
   * @param proofs who a token proves
   * @param secrets what a credential holds
   */
  public record Surroundings(
      ScriptedGate gate,
      Hub hub,
      Function<String, Optional<SignIn>> proofs,
      Function<String, Optional<byte[]>> secrets) {}

  /** One frame that a target was sent. */
  public record Sent(int leg, byte[] bytes, boolean closing) {}

  private final Surroundings around;
  private final Steps steps;
  private final ScriptedSecrets secrets;
  private final List<Sent> sent = new ArrayList<>();
  private final Set<Integer> legs = new LinkedHashSet<>();
  private final List<Integer> secured = new ArrayList<>();
  private final List<Integer> cut = new ArrayList<>();
  private final List<String> notProven = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final Map<Integer, Boolean> reading = new HashMap<>();
  private final Map<Integer, Command.SetTimer> timers = new LinkedHashMap<>();
  private final Set<Passage> open = new HashSet<>();
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final List<String> traces = new ArrayList<>();
  private Optional<String> trace = Optional.empty();
  private boolean gone;
  private boolean hungUp;
  private int refusedFrames;
  private long ticket;

  /** What was said of the traces that operations belong to, in order. */
  public List<String> traces() {
    return traces;
  }

  /** The trace of every operation from now on, which somebody keeps. */
  public void traced(String traceparent) {
    trace = Optional.of(traceparent);
  }

  /** Runs nothing yet. */
  public ScriptedStream(Surroundings around, Session session) {
    this.around = around;
    this.steps = new Steps(session, this::carryOut);
    this.secrets = new ScriptedSecrets(around.secrets());
  }

  /** Delivers an event, and whatever follows of it until all is quiet. */
  public ScriptedStream tell(Event event) {
    return tell(List.of(event));
  }

  /** Delivers events behind each other, before the gate does anything of what follows of them. */
  public ScriptedStream tell(List<Event> together) {
    together.forEach(steps::offer);
    around.gate().turns();
    return this;
  }

  /** The ticket of what was put before the gate last. */
  public long ticket() {
    return ticket;
  }

  /** Bytes of the client. */
  public ScriptedStream client(byte[] bytes) {
    return tell(new Event.Received(ByteBuffer.wrap(bytes.clone())));
  }

  /** Bytes of a target; nothing where its leg is not open. */
  public ScriptedStream target(int leg, byte[] bytes) {
    return legs.contains(leg)
        ? tell(new Event.AnswerBytes(leg, ByteBuffer.wrap(bytes.clone())))
        : this;
  }

  /** A leg's connection is up. */
  public ScriptedStream dialled(int leg) {
    return tell(new Event.Dialled(leg));
  }

  /** A leg's end, as the target makes it. */
  public ScriptedStream ends(int leg) {
    return legs.remove(leg) ? tell(new Event.AnsweredAll(leg)) : this;
  }

  /** A leg's failure. */
  public ScriptedStream fails(int leg, Event.Failure failure) {
    return legs.remove(leg) ? tell(new Event.LegFailed(leg, failure, "scripted")) : this;
  }

  /** The client leaves. */
  public ScriptedStream leave() {
    gone = true;
    return tell(new Event.ClientGone("left"));
  }

  /** Fires every timer that is set. */
  public ScriptedStream timers() {
    List<Integer> set = List.copyOf(timers.keySet());
    timers.clear();
    set.forEach(timer -> tell(new Event.TimerFired(timer)));
    return this;
  }

  /** Fires one timer, if it is set. */
  public ScriptedStream fire(int timer) {
    return timers.remove(timer) == null ? this : tell(new Event.TimerFired(timer));
  }

  /** Everything that the client was shown. */
  public byte[] shown() {
    return shown.toByteArray();
  }

  /** Everything that targets were sent. */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** What one leg was sent, behind each other. */
  public byte[] sentTo(int leg) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    sent.stream()
        .filter(frame -> frame.leg() == leg)
        .forEach(frame -> all.writeBytes(frame.bytes()));
    return all.toByteArray();
  }

  /** The legs on which TLS was begun, in order. */
  public List<Integer> secured() {
    return List.copyOf(secured);
  }

  /** The legs that were cut. */
  public List<Integer> cut() {
    return List.copyOf(cut);
  }

  /** The tokens that were looked at. */
  public List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** Why the session itself found that a proof proves nobody. */
  public List<String> notProven() {
    return List.copyOf(notProven);
  }

  /** Whether the session ended the client's connection. */
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

  /** Timers that are set. */
  public Set<Integer> timersSet() {
    return Set.copyOf(timers.keySet());
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

  private void carryOut(Command command) {
    switch (command) {
      case Command.Prove prove -> prove(prove);
      case Command.ProveByCertificate presented ->
          prove(
              new Command.Prove(
                  "certificate of " + presented.chain().getFirst().getSubjectX500Principal(),
                  presented.audience()));
      case Command.NotProven wrong -> notProven.add(wrong.reason());
      case Command.Traced traced -> traces.add(traced.parent());
      case Command.TraceGoesOn on -> traces.add("goes on");
      case Command.DraftIt draft ->
          steps.offer(new Event.Drafted(draft.ticket(), lane().draft(draft.description()), trace));
      case Command.PreviewThem preview ->
          steps.offer(
              new Event.Previewed(
                  preview.ticket(), preview.descriptions().stream().map(lane()::preview).toList()));
      case Command.Admit admit -> {
        ticket = admit.ticket();
        lane().admit(admit.draft(), admit.forwarded(), admit.patience(), this, ticket);
      }
      case Command.AskPeople ask -> lane().askPeople(this, ask.ticket());
      case Command.LeavePeople leave -> lane().leavePeople(this, leave.ticket(), leave.why());
      case Command.Refuse refuse ->
          lane()
              .refuse(
                  refuse.description(),
                  new Revocation(refuse.code(), refuse.reason()),
                  this,
                  refuse.ticket());
      case Command.Close close -> {
        open.remove(close.passage());
        lane().close(close.passage(), close.ending());
      }
      case Command.Cut leg -> {
        cut.add(leg.leg());
        legs.remove(leg.leg());
      }
      case Command.Read read -> reading.put(read.leg(), read.on());
      case Command.Show show -> show(show.shown());
      case Command.HangUp again when hungUp -> throw new AssertionError("a second HangUp");
      case Command.HangUp hangUp -> hungUp = true;
      case Command.Join join ->
          around
              .hub()
              .members
              .computeIfAbsent(join.name(), name -> new LinkedHashSet<>())
              .add(this);
      case Command.Tell tell ->
          List.copyOf(around.hub().members.getOrDefault(tell.name(), Set.of())).stream()
              .filter(other -> other != this && !other.done())
              .forEach(other -> other.steps.offer(new Event.Told(tell.note())));
      case Command.Offload offload -> throw new AssertionError("no work is offloaded here");
      case Command.SetTimer timer -> timers.put(timer.timer(), timer);
      case Command.ClearTimer timer -> timers.remove(timer.timer());
      case Command.Done over -> lane().abandon(this);
      case Command.OfStream stream -> carryOutOfStream(stream);
      case Command.OfHttp foreign -> throw new AssertionError("no exchange of HTTP: " + foreign);
    }
  }

  private void carryOutOfStream(Command.OfStream command) {
    switch (command) {
      case Command.Dial dial -> dial(dial);
      case Command.Send send ->
          take(send.leg(), send.passage(), copied(send.bytes()), send.closing());
      case Command.Secure secure -> secured.add(secure.leg());
      case Command.ProveTo prove -> proveTo(prove);
      case Command.Renew renew -> steps.offer(secrets.renewed(renew.credential()));
      case Command.Borrow borrow -> steps.offer(secrets.borrowed(borrow));
      case Command.Finish finish -> legs.remove(finish.leg());
    }
  }

  private void prove(Command.Prove prove) {
    tokens.add(prove.token());
    steps.offer(ScriptedSecrets.answer(prove.token(), around.proofs().apply(prove.token())));
  }

  private void dial(Command.Dial dial) {
    if (legs.contains(dial.leg())) {
      throw new AssertionError("leg " + dial.leg() + " is in use");
    }
    if (holds(dial.passage(), dial.closing())) {
      legs.add(dial.leg());
    } else {
      steps.offer(new Event.LegFailed(dial.leg(), Event.Failure.TAKEN_BACK, "no longer holds"));
    }
  }

  private void proveTo(Command.ProveTo prove) {
    Optional<Prover.Proof> proof = secrets.proof(prove);
    if (proof.isEmpty()) {
      legs.remove(prove.leg());
      steps.offer(
          new Event.LegFailed(prove.leg(), Event.Failure.NO_CREDENTIAL, "no such credential"));
      return;
    }
    take(prove.leg(), prove.passage(), copied(proof.get().frame()), false);
    steps.offer(new Event.Proved(prove.leg(), proof.get().outcome()));
  }

  /** A credential that did not change is told to be recent from now on. */
  public ScriptedStream recent() {
    secrets.recent();
    return this;
  }

  private void take(int leg, Passage passage, byte[] bytes, boolean closing) {
    if (!legs.contains(leg)) {
      return;
    }
    if (holds(passage, closing)) {
      sent.add(new Sent(leg, bytes, closing));
    } else {
      legs.remove(leg);
      steps.offer(new Event.LegFailed(leg, Event.Failure.TAKEN_BACK, "no longer holds"));
    }
  }

  private static boolean holds(Passage passage, boolean closing) {
    return closing ? passage.closable() : passage.live();
  }

  private void show(Shown frame) {
    if (hungUp) {
      throw new AssertionError("a frame behind HangUp");
    }
    if (gone) {
      throw new AssertionError("a frame for a client that has gone");
    }
    if (!frame.holds()) {
      refusedFrames++;
      return;
    }
    shown.writeBytes(copied(frame.bytes()));
  }

  private static byte[] copied(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  private Lane lane() {
    return around.gate().lane();
  }

  @Override
  public void decided(long ticket, Verdict verdict) {
    if (verdict instanceof Passage passage) {
      open.add(passage);
    }
    steps.offer(new Event.Decided(ticket, verdict));
  }

  @Override
  public void needsPeople(long ticket, PeopleNeeded needed) {
    steps.offer(new Event.NeedsPeople(ticket, needed));
  }

  @Override
  public void held(long ticket, HeldRequest request) {
    steps.offer(new Event.Held(ticket, request));
  }

  @Override
  public void revoked(Passage passage, Revocation why) {
    steps.offer(new Event.Revoked(passage, why));
  }
}
