package dev.postern.gateway.session;

import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.gate.Preview;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.SignIn;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What a session hears. Leg 0 is the client's; targets' legs are numbered from 1 by the session
 * that opens them.
 *
 * <p>A session is either one HTTP exchange or one connection of a byte stream: it hears what is
 * marked for its own kind and what is not marked.
 */
public sealed interface Event {
  /** What only the session of an HTTP exchange hears. */
  sealed interface OfHttp extends Event {}

  /** What only the session of a byte stream hears. */
  sealed interface OfStream extends Event {}

  /** The client's request head; the first event of an HTTP exchange. */
  record Requested(RequestHead head) implements OfHttp {}

  /** Bytes of the client's body, or stream; the buffer is the session's to keep. */
  record Received(ByteBuffer bytes) implements Event {}

  /** The client's body is whole. */
  record ReceivedAll() implements OfHttp {}

  /** The client has gone; nothing can be shown any more. The last event from leg 0. */
  record ClientGone(String why) implements Event {}

  /** The client's connection; the first event of a byte stream. */
  record Opened(Peer peer) implements OfStream {}

  /** TLS with the client is up, as {@link Command.Secure} of leg 0 asked. */
  record ClientSecured(Secured tls) implements OfStream {}

  /** Whether the client takes more now. */
  record ClientWritable(boolean now) implements Event {}

  /** The head of a target's answer. */
  record Answered(int leg, ResponseHead head) implements OfHttp {}

  /** A leg to a target is connected, as {@link Command.Dial} asked. Nothing was sent on it yet. */
  record Dialled(int leg) implements OfStream {}

  /** TLS with a target is up, as {@link Command.Secure} asked; its certificate was verified. */
  record LegSecured(int leg, Secured tls) implements OfStream {}

  /** Whether a target takes more now. */
  record LegWritable(int leg, boolean now) implements OfStream {}

  /**
   * The frame that {@link Command.ProveTo} asked for is on its way to the target, before every
   * frame that is sent from now on.
   *
   * @param outcome what the prover keeps of it; no secret
   */
  record Proved(int leg, Note outcome) implements OfStream {}

  /** A credential was read again, as {@link Command.Renew} asked. */
  record Renewed(Renewal renewal) implements OfStream {}

  /**
   * A credential is had, as {@link Command.Borrow} asked.
   *
   * @param credential the name to prove with; empty where it cannot be had
   * @param user whom it is for, where its source says so
   */
  record Borrowed(Optional<String> credential, Optional<String> user) implements OfStream {}

  /** Bytes of a target's answer, or stream; the buffer is the session's to keep. */
  record AnswerBytes(int leg, ByteBuffer bytes) implements Event {}

  /** A target's answer is whole, or its stream has ended. The last event from that leg. */
  record AnsweredAll(int leg) implements Event {}

  /** A target's leg failed before its answer was whole. The last event from that leg. */
  record LegFailed(int leg, Failure failure, String why) implements Event {}

  /** The proof was accepted. */
  record SignedIn(SignIn signIn) implements Event {}

  /**
   * The proof was not accepted.
   *
   * @param reason for the ledger; the caller hears one answer for all reasons of a kind
   */
  record SignInRefused(Why why, String reason) implements Event {
    /** What the caller can do about it. */
    public enum Why {
      /** It proves nobody: another proof is needed. */
      NOT_PROVEN,
      /** It was not looked at for want of room: the same proof may do later. */
      BUSY,
      /** It proves somebody, without the scopes that are asked for: more must be asked for. */
      LACKS_SCOPE
    }

    /** A refusal for want of room, or of a proof that proves nobody. */
    public SignInRefused(boolean busy, String reason) {
      this(busy ? Why.BUSY : Why.NOT_PROVEN, reason);
    }

    /** Whether the same proof may do later. */
    public boolean busy() {
      return why == Why.BUSY;
    }
  }

  /**
   * The draft that was asked for.
   *
   * @param trace the {@code traceparent} (W3C Trace Context, 3.2) of the operation; empty where
   *     nobody keeps its trace
   */
  record Drafted(long ticket, Draft draft, Optional<String> trace) implements Event {
    /** Of an operation whose trace nobody keeps. */
    public Drafted(long ticket, Draft draft) {
      this(ticket, draft, Optional.empty());
    }
  }

  /** The previews that were asked for, in order. */
  record Previewed(long ticket, List<Preview> answers) implements Event {}

  /** The one verdict of an admission or a refusal. */
  record Decided(long ticket, Verdict verdict) implements Event {}

  /**
   * Policy asks for people before an admission that can wait for them passes; answered by {@link
   * Command.AskPeople} or {@link Command.LeavePeople}.
   */
  record NeedsPeople(long ticket, PeopleNeeded needed) implements Event {}

  /** People are asked. */
  record Held(long ticket, HeldRequest request) implements Event {}

  /** A passage was taken back. */
  record Revoked(Passage passage, Revocation why) implements Event {}

  /** Another session of the same name tells something. */
  record Told(Note note) implements Event {}

  /** Work that was offloaded is done: its note, or why there is none. */
  record WorkDone(Optional<Note> note, String failure) implements Event {}

  /** The rules changed; open passages were looked at already. */
  record RulesChanged() implements Event {}

  /** A timer that the session set. */
  record TimerFired(int timer) implements Event {}

  /** The gateway is stopping: end at the next safe point. */
  record Drain() implements Event {}

  /** What reading a credential again came to. */
  enum Renewal {
    /** It is another than the one that this session proved itself with last. */
    ANOTHER,
    /** It is the same, and came into force so lately that the target may not know it yet. */
    RECENT,
    /** It is the same, or cannot be had. */
    SAME
  }

  /** How a leg can fail. */
  enum Failure {
    /** No connection, or no TLS that is acceptable, could be made; no frame was sent on it. */
    UNREACHABLE,
    /** The connection ended before the answer did. */
    BROKEN,
    /** The target sent what HTTP does not allow, or bytes where TLS was to begin. */
    MALFORMED,
    /** The target took longer than configured. */
    TIMEOUT,
    /** The credential could not be had, or proved nothing; nothing of it was sent. */
    NO_CREDENTIAL,
    /** The passage no longer held when the socket took the frame; nothing more was sent. */
    TAKEN_BACK
  }
}
