package dev.postern.gateway.http;

import dev.postern.gateway.session.ResponseHead;
import io.netty.buffer.ByteBuf;

/** What a reply decoder tells: whole, checked pieces of one answer. */
interface ReplySink {
  /**
   * An answer's head, checked; interim answers (1xx) are left out.
   *
   * @param persistent whether the connection can be used again after this answer
   */
  void head(ResponseHead head, boolean persistent);

  /** A piece of the body; borrowed. */
  void bytes(ByteBuf bytes);

  /** The answer is whole. */
  void end();

  /** What arrived is not an answer; nothing more can be read from the connection. */
  void malformed(String why);
}
