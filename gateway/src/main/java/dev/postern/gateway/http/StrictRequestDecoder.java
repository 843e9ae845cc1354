package dev.postern.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's request decoder with what it forgives taken away: white space other than the two single
 * spaces of a request line, and two statements of a body's length (RFC 9112, sections 3 and 6.3).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
  private final Runnable arrived;
  private boolean midway;

  /** Runs {@code arrived} whenever bytes have come, before they are looked at. */
  StrictRequestDecoder(HttpLimits limits, Runnable arrived) {
    super(config(limits.requestLine(), limits.head()));
    this.arrived = arrived;
  }

  static HttpDecoderConfig config(int line, int head) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(line)
        .setMaxHeaderSize(head)
        .setMaxChunkSize(Integer.MAX_VALUE)
        .setChunkedSupported(true)
        .setAllowPartialChunks(true)
        .setAllowDuplicateContentLengths(false)
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true)
        .setValidateHeaders(true);
  }

  /** Whether a request has begun to arrive and is not whole. */
  boolean begun() {
    return midway || actualReadableBytes() > 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    arrived.run();
    super.channelRead(ctx, message);
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
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    int end = start + length;
    if (start != 0 || !oneSpace(line, end)) {
      throw new IllegalArgumentException("white space in the request line");
    }
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    if (!oneSpace(line, start + length)) {
      throw new IllegalArgumentException("white space in the request line");
    }
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }

  private static boolean oneSpace(byte[] line, int at) {
    return at + 1 < line.length && line[at] == ' ' && line[at + 1] > ' ';
  }
}
