package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request's fields say of its framing and its connection, and those that go further. */
final class RequestFields {
  private final List<Field> fields;
  private @Nullable HttpFault fault;
  private String host = "";
  private int hosts;
  private int encodings;
  private int lengths;
  private int passing;
  private long length;
  private boolean persistent;
  private boolean continues;

  private RequestFields(List<Field> fields, boolean persistent) {
    this.fields = fields;
    this.persistent = persistent;
  }

  /** Reads a whole head. */
  static RequestFields read(HeadReader head, boolean http10, long mostBody) {
    RequestFields read = new RequestFields(head.fields(), !http10);
    read.all();
    if (read.fault == null) {
      read.fault = read.together(http10, mostBody);
    }
    read.continues &= !http10;
    return read;
  }

  /** What is wrong with them. */
  Optional<HttpFault> fault() {
    return Optional.ofNullable(fault);
  }

  String host() {
    return host;
  }

  /** Whether the client lets the connection stay open. */
  boolean persistent() {
    return persistent;
  }

  /** Whether the client waits for 100 before it sends the body. */
  boolean continues() {
    return continues;
  }

  /** Whether the body comes in chunks. */
  boolean chunked() {
    return encodings > 0;
  }

  /** The body's length where it does not. */
  long length() {
    return length;
  }

  /** The fields that go further. */
  List<Field> kept() {
    Field[] kept = new Field[fields.size() - passing];
    int at = 0;
    for (Field field : fields) {
      if (!HopByHop.is(field.name())) {
        kept[at++] = field;
      }
    }
    return List.of(kept);
  }

  private void all() {
    for (int i = 0; i < fields.size() && fault == null; i++) {
      Field field = fields.get(i);
      fault = take(field.name(), field.value());
      if (HopByHop.is(field.name())) {
        passing++;
      }
    }
  }

  private @Nullable HttpFault together(boolean http10, long mostBody) {
    if (hosts != 1) {
      return HttpFault.BAD_HOST;
    }
    if (encodings > 0 && (http10 || encodings > 1 || lengths > 0)) {
      return HttpFault.FRAMING;
    }
    return length > mostBody ? HttpFault.BODY_TOO_LARGE : null;
  }

  private @Nullable HttpFault take(String name, String value) {
    switch (name) {
      case "host" -> {
        host = value;
        hosts++;
      }
      case "transfer-encoding" -> {
        encodings++;
        if (!value.equalsIgnoreCase("chunked")) {
          return HttpFault.FRAMING;
        }
      }
      case "content-length" -> {
        lengths++;
        length = BodyLength.of(value);
        if (length < 0 || lengths > 1) {
          return HttpFault.FRAMING;
        }
      }
      case "connection" -> {
        if (!HopByHop.harmless(value)) {
          return HttpFault.MALFORMED;
        }
        persistent =
            !HopByHop.has(value, "close") && (persistent || HopByHop.has(value, "keep-alive"));
      }
      case "expect" -> {
        continues = true;
        return value.equalsIgnoreCase("100-continue") ? null : HttpFault.EXPECTATION;
      }
      default -> {}
    }
    return null;
  }
}
