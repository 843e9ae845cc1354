package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import java.nio.ByteBuffer;

/** What hears the events of one leg to the target. */
interface LegHearer {
  void answered(ResponseHead head);

  void bytes(ByteBuffer bytes);

  /** The answer is whole; nothing more comes. */
  void ended();

  /** The leg failed; nothing more comes. */
  void failed(Event.Failure failure);
}
