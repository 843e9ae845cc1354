package dev.postern.gateway.net.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Supplier;

/**
 * Looks at the first byte of a client: a TLS record of a handshake (RFC 8446, 5.1) begins TLS at
 * once, anything else is the protocol's own.
 */
final class FirstByte extends ChannelInboundHandlerAdapter {
  private static final int HANDSHAKE = 0x16;

  private final Stream stream;
  private final Supplier<SslHandler> tls;

  FirstByte(Stream stream, Supplier<SslHandler> tls) {
    this.stream = stream;
    this.tls = tls;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (!in.isReadable()) {
      in.release();
      return;
    }
    ChannelPipeline pipeline = ctx.pipeline();
    if (in.getUnsignedByte(in.readerIndex()) == HANDSHAKE) {
      stream.securedAtOnce();
      pipeline.replace(this, null, tls.get());
    } else {
      pipeline.remove(this);
    }
    pipeline.fireChannelRead(in);
  }
}
