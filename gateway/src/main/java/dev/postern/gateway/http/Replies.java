package dev.postern.gateway.http;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import java.nio.ByteBuffer;

/**
 * Who asked a target, as its connection sees it. Called on the loop, never on the stack of {@link
 * Upstream#ask}; {@link #all} or {@link #failed} is the last call.
 */
public interface Replies {
  void head(ResponseHead head);

  /** A piece of the body; handed over. */
  void bytes(ByteBuffer bytes);

  void all();

  void failed(Event.Failure failure, String why);
}
