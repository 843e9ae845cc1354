package dev.postern.gateway.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;

/** Ends connections so that the other end cannot take what it got for whole. */
public final class Hangup {
  private Hangup() {}

  /** Closes with a reset; nothing that was written and not yet taken is sent any more. */
  public static void reset(Channel channel) {
    if (channel.isActive()) {
      try {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (ChannelException gone) {
        // The other end was faster: there is no connection left to reset.
      }
    }
    channel.close();
  }
}
