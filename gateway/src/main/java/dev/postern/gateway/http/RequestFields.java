package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a request's fields say of its framing and its connection, and those that go further.
 *
 * @param fault what is wrong with them
 */
record RequestFields(
    Optional<HttpFault> fault,
    String host,
    boolean persistent,
    boolean continues,
    List<Field> kept) {

  static RequestFields read(List<Field> fields, boolean http10, long mostBody) {
    Reader reader = new Reader(!http10);
    for (Field field : fields) {
      HttpFault fault = HeadReading.clean(field.value()) ? reader.take(field) : HttpFault.MALFORMED;
      if (fault != null) {
        return wrong(fault);
      }
    }
    if (reader.hosts != 1) {
      return wrong(HttpFault.BAD_HOST);
    }
    // Netty has refused what is no number and more than one; the body itself is counted too.
    if (reader.encodings > 0 && (http10 || reader.encodings > 1 || reader.lengths > 0)) {
      return wrong(HttpFault.FRAMING);
    }
    if (reader.length > mostBody) {
      return wrong(HttpFault.BODY_TOO_LARGE);
    }
    return new RequestFields(
        Optional.empty(), reader.host, reader.persistent, reader.continues && !http10, reader.kept);
  }

  private static RequestFields wrong(HttpFault fault) {
    return new RequestFields(Optional.of(fault), "", false, false, List.of());
  }

  private static final class Reader {
    private final List<Field> kept = new ArrayList<>();
    private String host = "";
    private int hosts;
    private int encodings;
    private int lengths;
    private long length;
    private boolean persistent;
    private boolean continues;

    Reader(boolean persistent) {
      this.persistent = persistent;
    }

    private @org.jspecify.annotations.Nullable HttpFault take(Field field) {
      String value = field.value();
      switch (field.name()) {
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
          return number(value);
        }
        case "connection" -> {
          if (!HopByHop.harmless(value)) {
            return HttpFault.MALFORMED;
          }
          persistent = !HopByHop.has(value, "close") && (persistent || keepsAlive(value));
        }
        case "expect" -> {
          continues = true;
          return value.equalsIgnoreCase("100-continue") ? null : HttpFault.EXPECTATION;
        }
        default -> {}
      }
      if (!HopByHop.is(field.name())) {
        kept.add(field);
      }
      return null;
    }

    private @org.jspecify.annotations.Nullable HttpFault number(String value) {
      boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits || lengths > 1) {
        return HttpFault.FRAMING;
      }
      length = value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value);
      return null;
    }

    private static boolean keepsAlive(String value) {
      return HopByHop.has(value, "keep-alive");
    }
  }
}
