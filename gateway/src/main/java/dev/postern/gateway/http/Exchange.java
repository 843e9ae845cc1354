package dev.postern.gateway.http;

import java.nio.ByteBuffer;

/** A request that is being answered, as its connection sees it. Called on the connection's loop. */
public interface Exchange {
  /** A piece of the request's body; handed over. */
  void bytes(ByteBuffer bytes);

  /** The request is whole. */
  void all();

  /** The client has gone, or was turned away. The last call. */
  void gone(String why);

  /** Whether the client takes more of the answer now. */
  void writable(boolean now);
}
