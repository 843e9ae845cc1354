package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Checks what Netty's decoder makes of a target's bytes and hands it on. A target is no more to be
 * trusted than a client.
 */
final class StrictReplies extends ChannelInboundHandlerAdapter {
  private final ReplySink sink;
  private final ReplyLimits limits;
  private int interims;
  private boolean interim;
  private long body;
  private boolean ended;

  StrictReplies(ReplySink sink, ReplyLimits limits) {
    this.sink = sink;
    this.limits = limits;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!ended && message instanceof HttpObject object) {
        check(object);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void check(HttpObject object) {
    if (object.decoderResult().isFailure()) {
      malformed("an answer that is not well-formed HTTP/1.1");
      return;
    }
    if (object instanceof HttpResponse response) {
      head(response);
    }
    if (object instanceof HttpContent content && !ended) {
      content(content);
    }
  }

  private void content(HttpContent content) {
    if (content.content().isReadable() && !interim) {
      body += content.content().readableBytes();
      if (body > limits.body()) {
        malformed("an answer that is too long");
        return;
      }
      sink.bytes(content.content());
    }
    if (content instanceof LastHttpContent && !ended) {
      if (interim) {
        interim = false;
      } else {
        sink.end();
      }
    }
  }

  private void head(HttpResponse response) {
    int status = response.status().code();
    boolean http11 = response.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!http11 && !response.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      malformed("an answer of another HTTP version");
    } else if (status < 100 || status > 599 || status == 101) {
      malformed("an answer with a status that was not asked for");
    } else if (response.headers().size() > limits.fields()) {
      malformed("an answer with too many header fields");
    } else if (status < 200) {
      interim = true;
      if (++interims > limits.interims()) {
        malformed("too many interim answers");
      }
    } else {
      interims = 0;
      body = 0;
      whole(status, HeadReading.fields(response.headers()), http11);
    }
  }

  private void whole(int status, List<Field> fields, boolean http11) {
    boolean closes = !http11;
    boolean framed = status == 204 || status == 304;
    int encodings = 0;
    for (Field field : fields) {
      String value = field.value();
      if (!HeadReading.clean(value)) {
        malformed("an answer with control characters in its head");
        return;
      }
      switch (field.name()) {
        case "connection" -> closes |= HopByHop.has(value, "close");
        case "content-length" -> framed = true;
        case "transfer-encoding" -> {
          framed = true;
          if (++encodings > 1 || !http11 || !value.equalsIgnoreCase("chunked")) {
            malformed("an answer with an unknown transfer coding");
            return;
          }
        }
        case "content-encoding" -> {
          if (!value.equalsIgnoreCase("identity")) {
            malformed("an answer in a content coding that was not asked for");
            return;
          }
        }
        default -> {}
      }
    }
    sink.head(new ResponseHead(status, HopByHop.without(fields)), framed && !closes);
  }

  private void malformed(String why) {
    ended = true;
    sink.malformed(why);
  }
}
