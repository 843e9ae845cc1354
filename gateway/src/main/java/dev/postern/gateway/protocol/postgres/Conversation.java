package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Door;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Preview;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.operation.Lexicon;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One client connection as its phases see it: what has arrived from both sides, and where commands
 * go. Leg 1 is the target's.
 */
final class Conversation {
  /** The leg to the target. */
  static final int TARGET = 1;

  /** The leg of a cancel request. */
  static final int CANCEL = 2;

  private static final PostgresWords WORDS = new PostgresWords();

  /** The words of a target that does not exist: nothing is admitted on them. */
  private static final Lexicon NOWHERE =
      new Lexicon("", "PostgresServer", Set.of(), false, Map.of(), 0);

  private final PostgresSessions sessions;
  private final PostgresDoor terms;
  private final Peer peer;
  private final Consumer<Command> out;
  private final Door door;
  private final FrontendFrames client;
  private BackendFrames target;
  private final ServerSettings settings = new ServerSettings();
  private Optional<Secured> tls;
  private Supplier<Lexicon> lexicon = () -> NOWHERE;
  private Optional<CancelLeg> cancelling = Optional.empty();
  private Phase phase;
  private boolean targetOpen;
  private boolean hungUp;
  private boolean over;
  private boolean done;

  Conversation(
      PostgresSessions sessions, PostgresDoor terms, Peer peer, Consumer<Command> commands) {
    this.sessions = sessions;
    this.terms = terms;
    this.peer = peer;
    this.out = commands;
    this.tls = peer.tls();
    this.client = new FrontendFrames(sessions.limits().wire());
    this.target = new BackendFrames(sessions.limits().wire());
    this.door = new Door(out, () -> lexicon.get());
    this.phase = new Greeting(this);
  }

  PostgresSessions sessions() {
    return sessions;
  }

  PostgresLimits limits() {
    return sessions.limits();
  }

  PostgresDoor terms() {
    return terms;
  }

  Peer peer() {
    return peer;
  }

  Instant now() {
    return sessions.clock().instant();
  }

  /** What TLS with the client agreed on; empty while it is in the clear. */
  Optional<Secured> tls() {
    return tls;
  }

  /** TLS with the client is up. */
  void secured(Secured agreed) {
    tls = Optional.of(agreed);
  }

  /** The client's bytes. */
  FrontendFrames client() {
    return client;
  }

  /** What the target reported of itself. */
  ServerSettings settings() {
    return settings;
  }

  /** The target's bytes. */
  BackendFrames target() {
    return target;
  }

  /** The cancel request that is on its way to the target. */
  Optional<CancelLeg> cancelling() {
    return cancelling;
  }

  void cancelling(Optional<CancelLeg> leg) {
    cancelling = leg;
  }

  /** Asks what the gate would answer. */
  void preview(Description description, Consumer<Preview> then) {
    door.preview(
        List.of(description),
        answers -> {
          if (!over) {
            then.accept(answers.getFirst());
          }
        });
  }

  /** The words in force. */
  Lexicon words() {
    return lexicon.get();
  }

  /** Describes on the words of this target from now on. */
  void on(PostgresTarget found) {
    lexicon = found.lexicon();
  }

  Phase phase() {
    return phase;
  }

  /** From now on this is what the connection does. */
  void become(Phase next) {
    phase = next;
  }

  void emit(Command command) {
    out.accept(command);
  }

  /** The gate's answers, on their way to who asked. */
  Door door() {
    return door;
  }

  /** Asks for a passage. One that comes when the session is over is closed at once. */
  void admit(Door.Asking asking, Consumer<Verdict> then) {
    door.admit(asking, unlessOver(then));
  }

  /** Records a refusal of the session's own. */
  void refuse(Description description, Refusal.Code code, String reason, Consumer<Verdict> then) {
    door.refuse(description, code, reason, unlessOver(then));
  }

  private Consumer<Verdict> unlessOver(Consumer<Verdict> then) {
    return verdict -> {
      if (!over) {
        then.accept(verdict);
      } else if (verdict instanceof Passage passage) {
        emit(new Command.Close(passage, Ending.of(Leaf.End.CANCELLED)));
      }
    };
  }

  /** Shows a frame. */
  void show(Shown shown) {
    emit(new Command.Show(shown));
  }

  /** Shows what the target said. */
  void show(Passage passage, Slice bytes) {
    show(passage.show(bytes.buffer()));
  }

  /** Says something of the gateway's own. */
  void say(BackendMessage message) {
    show(WORDS.message(message));
  }

  /** Answers a request for encryption. */
  void answer(BackendFrames.TlsAnswer answer) {
    show(WORDS.encryption(answer));
  }

  /** Lets go of the target's leg, and of what came from it, so that it can be dialled again. */
  void letGo() {
    if (targetOpen) {
      targetOpen = false;
      emit(new Command.Cut(TARGET));
    }
    target = new BackendFrames(sessions.limits().wire());
  }

  /** Connects the target's leg. */
  void dial(Passage passage) {
    targetOpen = true;
    emit(new Command.Dial(TARGET, passage, false));
  }

  /** Sends the target a frame. */
  void send(Passage passage, Slice bytes) {
    emit(new Command.Send(TARGET, passage, bytes.buffer(), false));
  }

  /** Sends the target a frame that only ends what was begun. */
  void sendClosing(Passage passage, Slice bytes) {
    emit(new Command.Send(TARGET, passage, bytes.buffer(), true));
  }

  /** Whether the target's leg is open or being opened. */
  boolean targetOpen() {
    return targetOpen;
  }

  /** The target's leg has ended. */
  void targetClosed() {
    targetOpen = false;
  }

  /** The client said farewell, and what it asked for before has been answered. */
  void farewell() {
    phase.farewell();
  }

  /** Ends the client's connection; what it was shown it still takes. */
  void hangUp() {
    if (!hungUp) {
      hungUp = true;
      emit(new Command.HangUp());
    }
  }

  /** Tells the client why it is turned away, and ends. */
  void turnAway(String sqlState, String message) {
    end(Report.of("FATAL", sqlState, message), Leaf.End.FAILED);
  }

  /** Tells the client why the session ends, and ends it. */
  void end(Report report, Leaf.End end) {
    if (!over) {
      say(new BackendMessage.ErrorResponse(report));
      finish(end);
    }
  }

  /** Ends the connection; what was shown is still taken. */
  void finish(Leaf.End end) {
    if (over) {
      return;
    }
    over = true;
    hangUp();
    if (targetOpen) {
      emit(new Command.Cut(TARGET));
    }
    cancelling.ifPresent(CancelLeg::cut);
    phase.over(end);
    settle();
  }

  /** Whether the session has ended; it may still wait for an answer of the gate. */
  boolean over() {
    return over;
  }

  /** The session is done when it is over and the gate owes it nothing. */
  void settle() {
    if (over && !done && !door.waits()) {
      done = true;
      emit(new Command.Done());
    }
  }

  /** A defect of ours: whatever is still open is cut and no more is asked. */
  void abandon() {
    if (!done) {
      over = true;
      done = true;
      emit(new Command.Cut(TARGET));
      emit(new Command.HangUp());
      emit(new Command.Done());
    }
  }
}
