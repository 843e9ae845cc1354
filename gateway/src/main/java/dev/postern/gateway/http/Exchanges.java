package dev.postern.gateway.http;

import dev.postern.gateway.session.RequestHead;

/** Begins exchanges. */
@FunctionalInterface
public interface Exchanges {
  /**
   * Begins one; called on the connection's loop.
   *
   * @param answer where the answer goes
   */
  Exchange begin(RequestHead head, ConnectionFacts facts, Answer answer);
}
