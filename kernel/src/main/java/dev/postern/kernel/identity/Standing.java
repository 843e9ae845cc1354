package dev.postern.kernel.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a principal is still welcome now. Asked on every operation, from any event loop; an
 * implementation answers from memory and never blocks.
 */
@FunctionalInterface
public interface Standing {
  /**
   * What stands against this visit at this moment.
   *
   * @return empty when the principal is welcome; otherwise the first reason found against it
   */
  Optional<Objection> objection(Visit visit, Instant now);

  /**
   * What is being used, by whom, since when.
   *
   * @param signIn the proof in use
   * @param target the target's name
   * @param session the gateway's name of the session, or the empty string before there is one
   * @param opened when the session was opened
   * @param oldest the greatest age that the target allows a session
   */
  record Visit(SignIn signIn, String target, String session, Instant opened, Duration oldest) {
    /** The first moment at which it has ended by the clock: its proof's end or its greatest age. */
    public Instant ends() {
      Instant tooOld = opened.plus(oldest);
      return tooOld.isBefore(signIn.expires()) ? tooOld : signIn.expires();
    }
  }

  /** A reason against a visit. */
  sealed interface Objection {
    /** A lock stands on the principal, an owner, a group, the target or the session. */
    record Locked(Lock lock) implements Objection {}

    /** The proof has ended. */
    record Expired(Instant at) implements Objection {}

    /** What the proof rests on has changed: it may prove somebody else now, or nobody. */
    record Ungrounded() implements Objection {}

    /** The session is older than its target allows. */
    record TooOld(Duration allowed) implements Objection {}
  }
}
