package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import java.time.Instant;

/**
 * Who uses which target in which session.
 *
 * @param session the session's name; empty where there is none
 * @param opened when the session was opened
 */
record Caller(SignIn signIn, McpTarget target, String session, Instant opened) {
  Principal principal() {
    return signIn.principal();
  }

  Standing.Visit visit() {
    return new Standing.Visit(signIn, target.name(), session, opened, target.longest());
  }
}
