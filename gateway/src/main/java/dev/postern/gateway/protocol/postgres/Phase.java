package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import dev.postern.kernel.identity.SignIn;

/**
 * What a connection is busy with. What a phase did not ask for it does not hear of: the gate's
 * answers go to who asked, and what is left comes here.
 */
interface Phase {
  /** Something of the client may have become readable. */
  void readClient();

  /** Something of the target may have become readable. */
  default void readTarget() {}

  /** TLS with the client is up. */
  default void clientSecured() {}

  /** The client's proof was accepted. */
  default void signedIn(SignIn signIn) {}

  /** The client's proof was not accepted. */
  default void notSignedIn(boolean busy) {}

  /** The target's leg is connected. */
  default void dialled() {}

  /** TLS with the target is up. */
  default void targetSecured(Secured tls) {}

  /** A proof is on its way to the target. */
  default void proved(PostgresNote outcome) {}

  /** A credential was read again. */
  default void renewed(Event.Renewal renewal) {}

  /** A credential is had, or cannot be had. */
  default void borrowed(Event.Borrowed borrowed) {}

  /** The target's leg has ended: a passage's end, and a clause for the client. */
  default void targetGone(Event.Failure failure, String why) {}

  /** The gate has answered something that was asked of it. */
  default void gateAnswered() {}

  /** A passage was taken back. */
  default void revoked(Passage passage, Revocation why) {}

  /** The rules changed. */
  default void rulesChanged() {}

  /** Another session tells something. */
  default void told(PostgresNote note) {}

  /** Work of this phase is done. */
  default void done(Event.WorkDone done) {}

  /** A timer of this phase fired. */
  default void timer(int timer) {}

  /** The client said farewell, and what it asked for before has been answered. */
  default void farewell() {}

  /** The client has gone: nothing can be shown any more. */
  void clientGone();

  /** The gateway is stopping. */
  void drain();

  /** Nothing moves any more: what the phase holds is to be closed. */
  default void over(Leaf.End end) {}
}
