package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.kernel.gate.Shown;
import java.net.InetAddress;

/**
 * The client and the targets of one session, as its driver sees them: what they tell goes to the
 * driver, and what the session commands comes here. Belongs to the loop's thread.
 */
interface Ends {
  /** The client's address. */
  InetAddress source();

  /** Carries out what only an exchange may ask for. */
  void carryOut(Command.OfHttp command);

  /** Carries out what only a stream may ask for. */
  void carryOut(Command.OfStream command);

  /** Shows the client something. */
  void show(Shown shown);

  /** Stops or goes on reading a leg; 0 is the client. */
  void read(int leg, boolean on);

  /** Resets a leg to a target. */
  void cut(int leg);

  /** Somebody is known: what holds for strangers only does not any more. */
  void known();

  /** Looks again at what the sockets have taken in part: after a revocation. */
  void review();

  /** Ends the client's connection, as {@link Command.HangUp} says. */
  void hangUp();

  /** Whether the client has been told everything: nothing is owed to it. */
  boolean answered();

  /** The session has crashed: the client must not take what it got for whole. */
  void crashed();

  /** The session is over: no leg to a target stays open. */
  void cutAll();
}
