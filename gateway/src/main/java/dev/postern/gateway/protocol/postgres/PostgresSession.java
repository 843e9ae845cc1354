package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.Session;
import dev.postern.kernel.audit.Leaf;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One client connection of PostgreSQL's protocol: hands what it hears to the phase that it is in,
 * keeps both directions from running ahead of each other, and ends when a defect of ours shows.
 */
final class PostgresSession implements Session {
  /** The timer of sign-in as a whole. */
  static final int SIGN_IN = 1;

  /** The timer of a cancel request. */
  static final int CANCELLING = 2;

  /** The timer of a target that was asked to end. */
  static final int LEAVING = 3;

  /** The timer of a sign-in to the target that waits for another credential. */
  static final int RENEWING = 4;

  /** The timer of what rests or runs too long. */
  static final int WATCHING = 5;

  private static final int HEADER = 5;

  private final PostgresSessions sessions;
  private final PostgresDoor terms;
  private Consumer<Command> to = command -> {};
  private Optional<Conversation> conversation = Optional.empty();
  private boolean targetTakes = true;
  private boolean clientRead = true;

  PostgresSession(PostgresSessions sessions, PostgresDoor terms) {
    this.sessions = sessions;
    this.terms = terms;
  }

  @Override
  public void step(Event event, Consumer<Command> commands) {
    to = commands;
    try {
      if (event instanceof Event.Opened(Peer peer)) {
        open(peer);
      } else {
        conversation.ifPresent(open -> {
          boolean cancelling = open.cancelling().isPresent();
          if (open.over()) {
            hearTheGate(open, event);
          } else {
            hear(open, event);
          }
          if (cancelling && open.cancelling().isEmpty() && !open.over()) {
            // What comes next may have waited so that the cancel does not hit it.
            open.phase().readClient();
          }
        });
      }
    } catch (RuntimeException | StackOverflowError broken) {
      abort(broken);
    }
    conversation.ifPresent(this::pace);
  }

  private void open(Peer peer) {
    Conversation opened = new Conversation(sessions, terms, peer, command -> to.accept(command));
    conversation = Optional.of(opened);
    opened.emit(new Command.SetTimer(SIGN_IN, sessions.limits().signIn()));
    if (peer.tls().isPresent()) {
      opened.phase().clientSecured();
    }
  }

  private void hear(Conversation open, Event event) {
    switch (event) {
      case Event.Received(ByteBuffer bytes) -> {
        open.client().add(bytes);
        open.phase().readClient();
      }
      case Event.ClientGone gone -> open.phase().clientGone();
      case Event.ClientSecured secured -> {
        open.secured(secured.tls());
        open.phase().clientSecured();
      }
      case Event.ClientWritable(boolean now) -> {
        if (open.targetOpen()) {
          open.emit(new Command.Read(Conversation.TARGET, now));
        }
      }
      case Event.OfStream ofLeg -> hearLeg(open, ofLeg);
      case Event.AnswerBytes(int leg, ByteBuffer bytes) -> {
        if (leg == Conversation.TARGET) {
          open.target().add(bytes);
          open.phase().readTarget();
        } else {
          open.cancelling().ifPresent(request -> request.heard(bytes));
        }
      }
      case Event.AnsweredAll(int leg) ->
          legOver(open, leg, Event.Failure.BROKEN, "the target closed the connection");
      case Event.LegFailed(int leg, Event.Failure failure, String why) ->
          legOver(open, leg, failure, why);
      case Event.SignedIn signedIn -> open.phase().signedIn(signedIn.signIn());
      case Event.SignInRefused refused -> open.phase().notSignedIn(refused.busy());
      case Event.Drafted drafted -> hearTheGate(open, event);
      case Event.Previewed previewed -> hearTheGate(open, event);
      case Event.Decided decided -> hearTheGate(open, event);
      case Event.Revoked revoked -> open.phase().revoked(revoked.passage(), revoked.why());
      case Event.Told told -> {
        if (told.note() instanceof PostgresNote note) {
          open.phase().told(note);
        }
      }
      case Event.WorkDone done -> open.phase().done(done);
      case Event.NeedsPeople needed -> hearTheGate(open, event);
      case Event.Held held -> hearTheGate(open, event);
      case Event.RulesChanged changed -> open.phase().rulesChanged();
      case Event.TimerFired(int timer) -> timer(open, timer);
      case Event.Drain drain -> open.phase().drain();
      case Event.OfHttp foreign ->
          throw new IllegalStateException("a stream hears nothing of HTTP: " + foreign);
    }
  }

  /** The gate's answers: what the session asked is waited for also when it is over. */
  private static void hearTheGate(Conversation open, Event event) {
    if (event instanceof Event.Drafted drafted) {
      open.door().drafted(drafted);
    } else if (event instanceof Event.Previewed previewed) {
      open.door().previewed(previewed);
    } else if (event instanceof Event.Decided decided) {
      open.door().decided(decided);
    } else if (event instanceof Event.NeedsPeople needed) {
      open.door().needsPeople(needed);
    } else if (event instanceof Event.Held held) {
      open.door().held(held);
    }
    open.settle();
    if (!open.over()) {
      open.phase().gateAnswered();
    }
  }

  private void hearLeg(Conversation open, Event.OfStream event) {
    switch (event) {
      case Event.Dialled(int leg) -> {
        if (leg == Conversation.TARGET) {
          open.phase().dialled();
        } else {
          open.cancelling().ifPresent(CancelLeg::dialled);
        }
      }
      case Event.LegSecured secured -> {
        if (secured.leg() == Conversation.TARGET) {
          open.phase().targetSecured(secured.tls());
        } else {
          open.cancelling().ifPresent(CancelLeg::secured);
        }
      }
      case Event.Proved proved -> {
        if (proved.outcome() instanceof PostgresNote outcome) {
          open.phase().proved(outcome);
        }
      }
      case Event.Renewed(Event.Renewal renewal) -> open.phase().renewed(renewal);
      case Event.Borrowed borrowed -> open.phase().borrowed(borrowed);
      case Event.LegWritable(int leg, boolean now) -> {
        if (leg == Conversation.TARGET) {
          targetTakes = now;
        }
      }
      case Event.Opened again -> throw new IllegalStateException("opened twice");
      case Event.ClientSecured elsewhere -> throw new IllegalStateException("heard above");
    }
  }

  private static void legOver(Conversation open, int leg, Event.Failure failure, String why) {
    if (leg == Conversation.TARGET) {
      open.targetClosed();
      open.phase().targetGone(failure, why);
    } else {
      open.cancelling().ifPresent(CancelLeg::ended);
    }
  }

  private static void timer(Conversation open, int timer) {
    switch (timer) {
      case SIGN_IN -> open.turnAway("57014", "sign-in took too long");
      case CANCELLING -> open.cancelling().ifPresent(CancelLeg::late);
      default -> open.phase().timer(timer);
    }
  }

  /** A client is not read while the target takes no more, or while too much of it lies unread. */
  private void pace(Conversation open) {
    if (open.over()) {
      return;
    }
    int unread = open.client().unread();
    // An unfinished message is read on, but never more than the longest.
    boolean room =
        unread < sessions.limits().waitingBytes() || open.client().waits() && unread <= longest();
    boolean read = room && targetTakes;
    if (read != clientRead) {
      clientRead = read;
      open.emit(new Command.Read(0, read));
    }
  }

  /** The longest message that is held whole, with its type and its length. */
  private int longest() {
    WireLimits wire = sessions.limits().wire();
    return Math.max(wire.statement(), wire.values()) + HEADER;
  }

  /** A defect of ours ends this session and no other; nothing more moves on it. */
  private void abort(Throwable defect) {
    sessions.defect(defect);
    try {
      conversation.ifPresent(open -> open.finish(Leaf.End.FAILED));
    } catch (RuntimeException | StackOverflowError worse) {
      conversation.ifPresent(Conversation::abandon);
    }
  }
}
