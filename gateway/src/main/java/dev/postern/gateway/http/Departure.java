package dev.postern.gateway.http;

import dev.postern.gateway.net.Hangup;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/** How a client's connection ends, once. Belongs to its loop's thread. */
final class Departure {
  private final Channel channel;
  private boolean begun;

  Departure(Channel channel) {
    this.channel = channel;
  }

  /** Whether the connection is ending: nothing is said on it any more. */
  boolean begun() {
    return begun;
  }

  /** The other end has gone. */
  void gone() {
    begun = true;
  }

  /** Ends it with everything said. */
  void close() {
    begun = true;
    channel.close();
  }

  /** Ends it so that an answer that was begun is visibly incomplete. */
  void reset() {
    begun = true;
    Hangup.reset(channel);
  }

  /**
   * Ends what is sent, and drops for a while what the client still sends: were the socket closed on
   * it, the client's system would throw the answer away (RFC 9112, 9.6).
   */
  void linger() {
    begun = true;
    channel.config().setAutoRead(true);
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }
}
