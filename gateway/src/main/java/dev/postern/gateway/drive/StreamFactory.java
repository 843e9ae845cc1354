package dev.postern.gateway.drive;

import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.Session;

/**
 * Makes the sessions of a listener of byte streams. Given by the composition root; any loop calls.
 */
@FunctionalInterface
public interface StreamFactory {
  /** A new session for one client, which is then stepped with its opening. Never blocks. */
  Session open(Peer peer);
}
