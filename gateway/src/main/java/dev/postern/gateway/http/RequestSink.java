package dev.postern.gateway.http;

import dev.postern.gateway.session.RequestHead;
import io.netty.buffer.ByteBuf;

/** What a request decoder tells: whole, checked pieces, one request after the other. */
interface RequestSink {
  /**
   * A request's head, checked.
   *
   * @param persistent whether the client lets the connection stay open afterwards
   * @param http10 whether it must be answered without chunks
   * @param continues whether the client waits for 100 before it sends the body
   */
  record Opening(RequestHead head, boolean persistent, boolean http10, boolean continues) {}

  void head(Opening opening);

  /** A piece of the body; borrowed. */
  void bytes(ByteBuf bytes);

  /** The request is whole. */
  void end();

  /** What arrived is not a request that is served; nothing more can be read from the connection. */
  void fault(HttpFault fault);
}
