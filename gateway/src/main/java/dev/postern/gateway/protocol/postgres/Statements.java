package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;

/**
 * What is said in a session once it is ready, in both directions. It reads the frames of both sides
 * itself, as far as it may; the shell around it sees to connections, cancels and the opening.
 */
interface Statements {
  /** Something of the client may have become readable. */
  void readClient();

  /** Something of the target may have become readable. */
  void readTarget();

  /** A passage of its own was taken back. */
  void revoked(Passage passage, Revocation why);

  /** The rules changed. */
  void rulesChanged();

  /** A timer of its own, numbered from {@link #FIRST_TIMER}, fired. */
  void timer(int timer);

  /** Work of its own is done. */
  void done(Event.WorkDone done);

  /**
   * The session shall end as soon as nothing is under way: it refuses what comes, and tells the
   * shell when the target rests.
   *
   * @param then runs once, at the next moment at which nothing is outstanding, perhaps at once
   */
  void rest(Runnable then);

  /** Whether the target may still be acting on something. */
  boolean outstanding();

  /** Whether people are asked about something, and nothing moves before they answer. */
  boolean held();

  /** The session is being left: nothing waits for people any more. */
  void letGo();

  /** The client asks to cancel: what waits for people is taken back; false where nothing does. */
  boolean cancelHeld();

  /**
   * Whether the client can be told something now: what it was shown ended with a whole message, and
   * it was not told already that the session ends.
   */
  boolean speakable();

  /** How many messages the target has answered so far. */
  long answered();

  /**
   * What the target is at has lasted too long and is being cancelled: no more is sent until the
   * cancel has reached the target, for it would hit that instead.
   *
   * @param told what the client hears in place of the target's words
   */
  void overdue(Report told);

  /** Nothing moves any more: its passages are to be closed. */
  void over(Leaf.End end);

  /** The first timer that is not the shell's. */
  int FIRST_TIMER = 100;

  /** Makes it, when the session is ready. */
  @FunctionalInterface
  interface Maker {
    /**
     * Statements of a session.
     *
     * @param ready the target's ReadyForQuery as it came, which the client has not seen yet: the
     *     maker shows it
     */
    Statements make(Conversation conversation, Opened opened, Slice ready);
  }
}
