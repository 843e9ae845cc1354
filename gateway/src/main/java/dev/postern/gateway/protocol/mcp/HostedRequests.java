package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Revocation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The target's requests that were shown on one exchange's stream and are not answered yet. */
final class HostedRequests {
  private final McpExchange x;
  private final McpSession session;
  private final Set<OpenRequest> open = new LinkedHashSet<>();

  HostedRequests(McpExchange x, McpSession session) {
    this.x = x;
    this.session = session;
  }

  void add(OpenRequest request) {
    open.add(request);
  }

  boolean none() {
    return open.isEmpty();
  }

  /** It was answered, and closed, by another exchange. */
  void settled(OpenRequest request) {
    if (open.remove(request) && request.own()) {
      x.closedElsewhere(request.passage());
    }
  }

  /**
   * Its stream is over. A request whose answer is on its way was answered: what the target made of
   * it stands in the answer's own entry.
   */
  void close(OpenRequest request, Leaf.End end) {
    end(request, session.take(request) ? end : Leaf.End.ANSWERED);
  }

  private void end(OpenRequest request, Leaf.End end) {
    if (open.remove(request) && request.own()) {
      x.close(request.passage(), Endings.unheard(end, request.passage()));
    }
  }

  /** All of them are over: their stream is, and nobody will come back to it. */
  void closeAll(Leaf.End end) {
    List.copyOf(open).forEach(request -> close(request, end));
  }

  /**
   * One was taken back: the target is told that it is not answered.
   *
   * @return false when the passage is none of theirs
   */
  boolean revoked(Passage passage, Revocation why) {
    Optional<OpenRequest> hit =
        open.stream().filter(request -> request.own() && request.passage() == passage).findFirst();
    hit.ifPresent(request -> {
      if (session.take(request)) {
        x.beside(
            passage,
            Upstream.post(session),
            Upstream.declined(request.theirs(), Trouble.of(passage, why)),
            () -> end(request, Leaf.End.REVOKED));
      } else {
        open.remove(request);
      }
    });
    return hit.isPresent();
  }
}
