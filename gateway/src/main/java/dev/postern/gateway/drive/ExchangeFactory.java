package dev.postern.gateway.drive;

import dev.postern.gateway.http.ConnectionFacts;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;

/** Decides which protocol answers a request. Given by the composition root; any loop calls. */
@FunctionalInterface
public interface ExchangeFactory {
  /** A new session for one exchange, which is then stepped with the request. Never blocks. */
  Session open(RequestHead head, ConnectionFacts facts);
}
