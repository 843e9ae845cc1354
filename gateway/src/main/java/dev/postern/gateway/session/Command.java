package dev.postern.gateway.session;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Shown;
import dev.postern.kernel.operation.Forwarded;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * What a session asks for. Nothing here moves towards a target without a passage, or towards the
 * client but shown.
 */
public sealed interface Command {
  /**
   * Looks at a proof; answered by {@link Event.SignedIn} or {@link Event.SignInRefused}.
   *
   * @param token the bearer token as presented
   * @param audience what it must be meant for (RFC 8707)
   */
  record Prove(String token, String audience) implements Command {
    @Override
    public String toString() {
      return "Prove[token hidden, " + audience + "]";
    }
  }

  /** Fixes an operation; answered by {@link Event.Drafted}. */
  record DraftIt(long ticket, Description description) implements Command {}

  /** Asks what admissions would answer; answered by {@link Event.Previewed}. */
  record PreviewThem(long ticket, List<Description> descriptions) implements Command {}

  /** Asks for a passage; answered by {@link Event.Decided}. */
  record Admit(long ticket, Draft draft, Forwarded forwarded) implements Command {}

  /** Records a refusal of the session's own; answered by {@link Event.Decided}. */
  record Refuse(long ticket, Description description, Refusal.Code code, String reason)
      implements Command {}

  /** Ends a passage. */
  record Close(Passage passage, Ending ending) implements Command {}

  /**
   * Opens a leg to the passage's target with a request. The credential is added on the way.
   *
   * @param leg its number, not in use
   * @param head path and query are appended to the target's own address
   * @param body the whole body; empty for none
   * @param closing whether it only cancels or closes what the passage began, which a revoked
   *     passage still may
   */
  record Ask(int leg, Passage passage, RequestHead head, ByteBuffer body, boolean closing)
      implements Command {}

  /** Resets a leg: what was sent is abandoned, its connection is not used again. */
  record Cut(int leg) implements Command {}

  /** Stops or goes on reading a leg; 0 is the client. */
  record Read(int leg, boolean on) implements Command {}

  /**
   * Answers the client with a head; the body follows as {@link Show}, and {@link ShowEnd} ends it.
   */
  record Reply(ResponseHead head) implements Command {}

  /** A piece of the answer's body. */
  record Show(Shown shown) implements Command {}

  /** The answer is whole. */
  record ShowEnd() implements Command {}

  /** Ends the client's connection without completing the answer. */
  record HangUp() implements Command {}

  /** Makes this session hear what is told under a name. */
  record Join(String name) implements Command {}

  /** Tells all other sessions that joined a name. */
  record Tell(String name, Note note) implements Command {}

  /**
   * Runs work that may block on a virtual thread; answered by {@link Event.WorkDone}. How much may
   * run at once is bounded; above that the answer is an {@link Event.WorkDone} that says so.
   */
  record Offload(Work work) implements Command {}

  /** Work off the event loop. Its note is delivered to the session that asked. */
  @FunctionalInterface
  interface Work {
    /** Does it; an exception becomes a failed {@link Event.WorkDone}. */
    Note run() throws Exception;
  }

  /** Sets a timer, replacing one of the same number. */
  record SetTimer(int timer, Duration after) implements Command {}

  /** Clears a timer; one that is not set is no fault. */
  record ClearTimer(int timer) implements Command {}

  /** The session is over: no further event is delivered to it. */
  record Done() implements Command {}
}
