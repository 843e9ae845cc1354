package dev.postern.gateway.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What Netty's decoders, as strict as they can be set, make of the same octets. */
final class NettyOracle {
  private NettyOracle() {}

  static List<Spoken.Message> requests(String octets) {
    return read(new HttpRequestDecoder(config()), octets);
  }

  static List<Spoken.Message> replies(String octets) {
    return read(new HttpResponseDecoder(config()), octets);
  }

  private static HttpDecoderConfig config() {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(HttpLimits.DEFAULT.requestLine())
        .setMaxHeaderSize(HttpLimits.DEFAULT.head())
        .setMaxChunkSize(Integer.MAX_VALUE)
        .setAllowDuplicateContentLengths(false)
        .setStrictLineParsing(true)
        .setUseRfc9112TransferEncoding(true)
        .setValidateHeaders(true);
  }

  private static List<Spoken.Message> read(ChannelHandler decoder, String octets) {
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    channel.writeInbound(Unpooled.copiedBuffer(octets, StandardCharsets.ISO_8859_1));
    channel.finish();
    List<Spoken.Message> whole = new ArrayList<>();
    String first = "";
    boolean interim = false;
    List<String> fields = List.of();
    StringBuilder body = new StringBuilder();
    Object each;
    while ((each = channel.readInbound()) != null) {
      try {
        if (!(each instanceof HttpObject object)) {
          // Behind a 101 it speaks no HTTP any more and passes on what comes.
          break;
        }
        if (object.decoderResult().isFailure()) {
          break;
        }
        if (object instanceof HttpMessage message) {
          first = first(message);
          interim = message instanceof HttpResponse reply && reply.status().code() < 200;
          fields = fields(message);
          body.setLength(0);
        }
        if (object instanceof HttpContent content) {
          body.append(content.content().toString(StandardCharsets.ISO_8859_1));
        }
        if (object instanceof LastHttpContent && !interim) {
          whole.add(new Spoken.Message(first, fields, body.toString()));
        }
      } finally {
        ReferenceCountUtil.release(each);
      }
    }
    while ((each = channel.readInbound()) != null) {
      ReferenceCountUtil.release(each);
    }
    return whole;
  }

  private static String first(HttpMessage message) {
    return switch (message) {
      case HttpRequest request -> request.method() + " " + path(request.uri());
      case HttpResponse response -> Integer.toString(response.status().code());
      default -> throw new IllegalStateException("neither");
    };
  }

  private static String path(String uri) {
    int scheme = uri.indexOf("://");
    if (uri.startsWith("/") || scheme < 0) {
      return uri;
    }
    int slash = uri.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : uri.substring(slash);
  }

  private static List<String> fields(HttpMessage message) {
    List<String> fields = new ArrayList<>();
    for (Map.Entry<String, String> field : message.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!HopByHop.is(name)) {
        fields.add(name + ": " + field.getValue());
      }
    }
    return fields;
  }
}
