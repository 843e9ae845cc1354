package dev.postern.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's response decoder with what it forgives taken away, and with a memory of whether anything
 * is left over after an answer.
 */
final class StrictResponseDecoder extends HttpResponseDecoder {
  private boolean bodyless;
  private boolean midway;

  StrictResponseDecoder(ReplyLimits limits) {
    super(StrictRequestDecoder.config(limits.statusLine(), limits.head()));
  }

  /** Whether the next answer has no body whatever its head says: it answers a HEAD. */
  void bodyless(boolean so) {
    bodyless = so;
  }

  /** Whether nothing of a further answer has arrived. */
  boolean clean() {
    return !midway && actualReadableBytes() == 0;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int before = in.readerIndex();
    super.decode(ctx, in, out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      midway = false;
    } else if (in.readerIndex() != before) {
      midway = true;
    }
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    boolean interim =
        message instanceof HttpResponse response && response.status().code() / 100 == 1;
    return interim || bodyless || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
