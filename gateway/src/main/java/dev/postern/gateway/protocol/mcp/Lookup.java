package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.RequestHead;
import java.time.Instant;
import java.util.Optional;

/** The session that a request names, or why there is none. */
sealed interface Lookup {
  /** It is there, and this is the caller in it. */
  record Found(McpSession session, Caller caller) implements Lookup {}

  /** It is not, for this caller. */
  record Absent(Trouble trouble) implements Lookup {}

  /**
   * Looks it up by the header. A missing header is 400; unknown, ended and another's are all the
   * same 404 (2025-11-25, basic/transports, session management).
   */
  static Lookup of(RequestHead head, Caller stranger, McpSessions sessions, Instant now) {
    Optional<String> version = head.only(HeadRules.VERSION);
    if (version.isPresent() && !McpVersions.KNOWN.contains(version.get())) {
      return new Absent(Trouble.version(version.get()));
    }
    Optional<String> id = head.only(HeadRules.SESSION);
    if (id.isEmpty()) {
      return new Absent(Trouble.invalid(400, "the header Mcp-Session-Id is missing"));
    }
    Optional<McpSession> session = sessions.find(id.get(), stranger, now);
    if (session.isEmpty()) {
      return new Absent(Trouble.noSession());
    }
    Caller caller =
        new Caller(
            stranger.signIn(), stranger.target(), session.get().name(), session.get().opened());
    return new Found(session.get(), caller);
  }
}
