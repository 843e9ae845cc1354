package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the front itself says to clients: its faults, as JSON. */
final class HttpWords extends OwnWords {
  private static final List<Field> FIELDS =
      List.of(
          new Field("content-type", "application/json"),
          new Field("cache-control", "no-store"),
          new Field("connection", "close"));

  static ResponseHead head(HttpFault fault) {
    return new ResponseHead(fault.status(), FIELDS);
  }

  Shown body(HttpFault fault) {
    String json = "{\"error\":\"" + fault.code() + "\",\"message\":\"" + fault.text() + "\"}\n";
    return say(ByteBuffer.wrap(json.getBytes(StandardCharsets.US_ASCII)));
  }
}
