package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import java.util.List;

/**
 * What the fields of a target's answer say of its body and its connection.
 *
 * @param wrong what is wrong with them, as a clause; empty when nothing is
 * @param chunked whether the body comes in chunks
 * @param length the stated length; {@link BodyLength#NONE} where none is
 * @param closes whether the target will not answer again on the connection
 */
record ReplyFraming(String wrong, boolean chunked, long length, boolean closes) {

  static ReplyFraming of(List<Field> fields, boolean http10) {
    boolean closes = http10;
    boolean chunked = false;
    long length = BodyLength.NONE;
    for (int i = 0; i < fields.size(); i++) {
      String value = fields.get(i).value();
      switch (fields.get(i).name()) {
        case "connection" -> closes |= HopByHop.has(value, "close");
        case "content-length" -> {
          boolean second = length != BodyLength.NONE;
          length = BodyLength.of(value);
          if (second || length == BodyLength.NONE) {
            return refused("an answer that does not state its length in exactly one way");
          }
        }
        case "transfer-encoding" -> {
          if (chunked || http10 || !value.equalsIgnoreCase("chunked")) {
            return refused("an answer with an unknown transfer coding");
          }
          chunked = true;
        }
        case "content-encoding" -> {
          if (!value.equalsIgnoreCase("identity")) {
            return refused("an answer in a content coding that was not asked for");
          }
        }
        default -> {}
      }
    }
    return chunked && length != BodyLength.NONE
        ? refused("an answer with both a length and chunks")
        : new ReplyFraming("", chunked, length, closes);
  }

  private static ReplyFraming refused(String why) {
    return new ReplyFraming(why, false, BodyLength.NONE, true);
  }
}
