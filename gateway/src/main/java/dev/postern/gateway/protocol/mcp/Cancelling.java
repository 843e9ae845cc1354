package dev.postern.gateway.protocol.mcp;

import java.util.List;
import java.util.Optional;

/**
 * The client's cancellation of a call: a closing frame of that call, and of no other session's. The
 * target hears it in the gateway's words: a closing frame is not decided, so it carries nothing of
 * the caller's.
 */
final class Cancelling extends Work.Brief {
  private final McpExchange x;
  private final Relay.Within within;
  private final McpMessage.Notice notice;

  Cancelling(McpExchange x, Relay.Within within, McpMessage.Notice notice) {
    this.x = x;
    this.within = within;
    this.notice = notice;
  }

  void begin() {
    x.become(this);
    Optional<RpcId> cancelled = notice.params().flatMap(Required::cancelled);
    Optional<OpenCall> call = cancelled.flatMap(request -> within.session().call(request));
    if (call.isEmpty()) {
      cancelled.ifPresent(id -> {
        within.session().cancelled(id);
        x.tell(within.session(), new McpNote.Unwaited(id));
      });
    }
    // A call that is over is no fault: the notice and the reply may have crossed.
    call.ifPresent(open -> {
      open.cancelled().set(true);
      // Taken back already: the gateway has cancelled it in its own words, and hears no more of it.
      if (open.passage().live()) {
        byte[] told = Upstream.cancelled(open.id());
        x.beside(open.passage(), Upstream.post(within.head(), within.session()), told, () -> {});
      }
    });
    x.client().bare(202, List.of());
    x.finish();
  }
}
