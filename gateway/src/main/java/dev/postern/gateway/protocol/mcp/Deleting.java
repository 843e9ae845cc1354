package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import java.nio.ByteBuffer;
import java.util.List;

/** The end of a session: the target's first, ours in any case. */
final class Deleting extends Work.Brief implements LegHearer {
  private final McpExchange x;
  private final Relay.Within within;
  private final Passage passage;

  Deleting(McpExchange x, Relay.Within within, Passage passage) {
    this.x = x;
    this.within = within;
    this.passage = passage;
  }

  void begin() {
    x.become(this);
    x.end(within.session(), "the client has ended the session");
    if (within.session().upstream().isEmpty()) {
      x.close(passage, Endings.answered(passage, 204));
      x.client().bare(204, List.of());
      x.finish();
    } else {
      x.ask(passage, Upstream.delete(within.session()), ByteBuffer.allocate(0), this);
    }
  }

  @Override
  public void answered(ResponseHead head) {
    x.close(passage, Endings.answered(passage, head.status()));
    boolean told = head.status() == 405 || (head.status() >= 200 && head.status() < 300);
    x.client().bare(told ? head.status() : 204, List.of());
  }

  @Override
  public void bytes(ByteBuffer bytes) {}

  @Override
  public void ended() {
    x.finish();
  }

  @Override
  public void failed(Event.Failure failure) {
    x.close(passage, Endings.unheard(Leaf.End.FAILED, passage));
    x.client().bare(204, List.of());
    x.finish();
  }
}
