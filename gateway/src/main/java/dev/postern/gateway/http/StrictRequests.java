package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Checks what Netty's decoder makes of a connection and hands it on, one request at a time. What is
 * decoded while an exchange still runs waits here, bounded.
 */
final class StrictRequests extends ChannelInboundHandlerAdapter {
  private static final int LONGEST_METHOD = 20;

  private final RequestSink sink;
  private final HttpLimits limits;
  private final Hosts hosts;
  private final ArrayDeque<HttpObject> held = new ArrayDeque<>();
  private boolean holding;
  private boolean ended;

  StrictRequests(RequestSink sink, HttpLimits limits, Hosts hosts) {
    this.sink = sink;
    this.limits = limits;
    this.hosts = hosts;
  }

  /** The request that was handed on is whole, and its exchange runs: what follows waits. */
  void hold() {
    holding = true;
  }

  /** The exchange has ended: goes on with what waits. */
  void release() {
    holding = false;
    while (!holding && !ended && !held.isEmpty()) {
      check(held.remove());
    }
  }

  /** Nothing more is wanted from the connection. */
  void end() {
    ended = true;
    held.forEach(ReferenceCountUtil::release);
    held.clear();
  }

  /** Whether more was pipelined than may wait; the rest is dropped and the connection must end. */
  boolean overrun() {
    return ended;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (ended || !(message instanceof HttpObject object)) {
      ReferenceCountUtil.release(message);
    } else if (!holding) {
      check(object);
    } else if (held.size() < limits.pipelined()) {
      held.add(object);
    } else {
      ReferenceCountUtil.release(message);
      end();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
  }

  private void check(HttpObject object) {
    try {
      DecoderResult result = object.decoderResult();
      if (result.isFailure()) {
        fault(faultOf(result.cause()));
        return;
      }
      if (object instanceof HttpRequest request) {
        head(request);
      }
      if (object instanceof HttpContent content && !ended) {
        if (content.content().isReadable()) {
          sink.bytes(content.content());
        }
        if (content instanceof LastHttpContent && !ended) {
          sink.end();
        }
      }
    } finally {
      ReferenceCountUtil.release(object);
    }
  }

  private void fault(HttpFault fault) {
    end();
    sink.fault(fault);
  }

  private static HttpFault faultOf(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException line -> HttpFault.LINE_TOO_LONG;
      case TooLongHttpHeaderException head -> HttpFault.HEAD_TOO_LARGE;
      default -> HttpFault.MALFORMED;
    };
  }

  private void head(HttpRequest request) {
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (!http10 && !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      fault(HttpFault.VERSION);
      return;
    }
    if (request.headers().size() > limits.fields()) {
      fault(HttpFault.HEAD_TOO_LARGE);
      return;
    }
    String method = request.method().name();
    if (!method.chars().allMatch(c -> c >= 'A' && c <= 'Z') || method.length() > LONGEST_METHOD) {
      fault(HttpFault.MALFORMED);
      return;
    }
    open(method, request.uri(), HeadReading.fields(request.headers()), http10);
  }

  private void open(String method, String target, List<Field> fields, boolean http10) {
    RequestFields read = RequestFields.read(fields, http10, limits.body());
    if (read.fault().isPresent()) {
      fault(read.fault().get());
      return;
    }
    String path = RequestTarget.path(target, read.host());
    if (path.isEmpty()) {
      fault(target.startsWith("http") ? HttpFault.BAD_HOST : HttpFault.BAD_TARGET);
      return;
    }
    if (!hosts.know(read.host())) {
      fault(HttpFault.UNKNOWN_HOST);
      return;
    }
    int question = path.indexOf('?');
    RequestHead head =
        new RequestHead(
            method,
            question < 0 ? path : path.substring(0, question),
            question < 0 ? "" : path.substring(question + 1),
            read.kept());
    sink.head(new RequestSink.Opening(head, read.persistent(), http10, read.continues()));
  }
}
