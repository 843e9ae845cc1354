package dev.postern.gateway.http;

import dev.postern.gateway.net.FrameWriter;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;

/**
 * Prints a request for a target: the session's own head, never the client's, with the fields that
 * are the gateway's to say.
 */
final class RequestPrinter {
  private static final int HEAD_GUESS = 768;

  private RequestPrinter() {}

  /**
   * Queues the request.
   *
   * @return false when the credential has ended; then nothing is queued
   * @throws IllegalArgumentException when the session's head cannot be sent
   */
  static boolean print(
      Request request, Endpoint to, Injected injected, FrameWriter writer, ByteBufAllocator from) {
    int body = request.body().remaining();
    ByteBuf out = from.directBuffer(HEAD_GUESS + body);
    boolean queued = false;
    try {
      OptionalInt secretSize = print(request.head(), request.body(), to, injected, out);
      if (secretSize.isEmpty()) {
        return false;
      }
      queued = true;
      writer.send(
          request.passage(), request.closing(), out, out.readerIndex(), secretSize.getAsInt());
      return true;
    } finally {
      if (!queued) {
        out.release();
      }
    }
  }

  /**
   * Prints head and body. Once the secret stands in it the buffer does not grow any more.
   *
   * @return how many octets are to be overwritten in the end: all that stands up to the secret's
   *     end; empty when the credential has ended
   */
  static OptionalInt print(
      RequestHead head, ByteBuffer content, Endpoint to, Injected injected, ByteBuf out) {
    int body = content.remaining();
    HeadWriter text = HeadWriter.begin();
    text.requestLine(head.method(), to.requestTarget(head.path(), head.query()));
    text.field("host", to.hostField());
    fields(text, head.fields(), injected.name());
    text.field("accept-encoding", "identity");
    if (body > 0 || head.method().startsWith("P")) {
      text.field("content-length", Integer.toString(body));
    }
    boolean secret = !injected.name().isEmpty();
    if (secret && !text.injected(injected, out, body)) {
      return OptionalInt.empty();
    }
    int secretSize = secret ? out.writerIndex() : 0;
    text.end(out);
    out.writeBytes(content.duplicate());
    return OptionalInt.of(secretSize);
  }

  private static void fields(HeadWriter text, List<Field> fields, String injected) {
    for (Field field : fields) {
      String name = field.name();
      if (name.equals(injected)) {
        throw new IllegalArgumentException("a session gave the credential's own field");
      }
      if (!name.equals("host") && !name.equals("accept-encoding") && !HopByHop.is(name)) {
        text.field(name, field.value());
      }
    }
  }
}
