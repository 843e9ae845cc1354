package dev.postern.gateway.http;

import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.gate.Passage;
import java.nio.ByteBuffer;

/**
 * A request to a target, whole, with the passage that lets it through.
 *
 * @param closing whether it only cancels or closes what the passage began
 * @param head path and query are appended to the endpoint's own
 * @param body empty for none
 */
public record Request(Passage passage, boolean closing, RequestHead head, ByteBuffer body) {
  /** Whether it may move now. */
  boolean holds() {
    return closing ? passage.closable() : passage.live();
  }

  /** Whether asking twice is the same as asking once (RFC 9110, 9.2.2). */
  boolean idempotent() {
    return switch (head.method()) {
      case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE" -> true;
      default -> false;
    };
  }
}
