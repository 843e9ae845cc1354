package dev.postern.gateway.http;

import dev.postern.gateway.net.FrameWriter;
import dev.postern.gateway.session.Field;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

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
      HeadWriter text = HeadWriter.begin();
      text.requestLine(
          request.head().method(), to.requestTarget(request.head().path(), request.head().query()));
      text.field("host", to.hostField());
      fields(text, request.head().fields(), injected.name());
      text.field("accept-encoding", "identity");
      if (body > 0 || request.head().method().startsWith("P")) {
        text.field("content-length", Integer.toString(body));
      }
      boolean secret = !injected.name().isEmpty();
      if (secret && !text.injected(injected, out)) {
        return false;
      }
      // What is overwritten in the end is all that stands before the body.
      int secretSize = secret ? out.writerIndex() : 0;
      text.end(out);
      out.writeBytes(request.body().duplicate());
      queued = true;
      writer.send(request.passage(), request.closing(), out, out.readerIndex(), secretSize);
      return true;
    } finally {
      if (!queued) {
        out.release();
      }
    }
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
