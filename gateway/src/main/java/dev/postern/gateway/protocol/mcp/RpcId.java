package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A JSON-RPC id or progress token: a text or an integer, with the bytes it came in. Two are equal
 * when they are of the same kind and value, however they were spelled.
 */
final class RpcId {
  private static final int LONGEST = 256;

  private final String key;
  private final byte[] raw;

  private RpcId(String key, byte[] raw) {
    this.key = key;
    this.raw = raw;
  }

  /** The id that a value is; empty for null, fractions, exponents and what is over-long. */
  static Optional<RpcId> of(JsonValue value) {
    if (value.end() - value.start() > LONGEST) {
      return Optional.empty();
    }
    if (value.is(JsonKind.STRING)) {
      return Optional.of(new RpcId("s:" + value.text(), value.raw()));
    }
    if (!value.is(JsonKind.NUMBER)) {
      return Optional.empty();
    }
    String number = value.numberText();
    return integer(number) ? Optional.of(new RpcId("n:" + number, value.raw())) : Optional.empty();
  }

  /** An id of the gateway's own. */
  static RpcId ours(String text) {
    return new RpcId("s:" + text, JsonText.quoted(text));
  }

  /** What tells it apart from every other. */
  String key() {
    return key;
  }

  /** The JSON text it came as. */
  byte[] raw() {
    return raw;
  }

  private static boolean integer(String number) {
    if (number.length() > 18 || number.equals("-0")) {
      return false;
    }
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c != '-' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RpcId that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return new String(raw, StandardCharsets.UTF_8);
  }
}
