package dev.postern.gateway.http;

import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.gate.Shown;

/**
 * Where an exchange's answer goes: a head, pieces of a body, an end, in this order. Called on the
 * connection's loop; after {@link #end} or {@link #hangUp} calls do nothing.
 */
public interface Answer {
  /** The head; fields that belong to framing or to the connection are left out. */
  void head(ResponseHead head);

  /** A piece of the body. */
  void show(Shown shown);

  /** The answer is whole. */
  void end();

  /** Ends the connection; an answer that was begun stays visibly incomplete. */
  void hangUp();

  /** Answers that the exchange crashed, when no head was given yet; else hangs up. */
  void crashed();

  /** Stops or goes on reading the request's body. */
  void read(boolean on);

  /** Looks again at what the socket has taken in part: after a revocation. */
  void review();
}
