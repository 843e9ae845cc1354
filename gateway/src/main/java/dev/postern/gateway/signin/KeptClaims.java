package dev.postern.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Proven claims as they are kept for later: as JSON text, which needs no more octets than what they
 * were read from, however many values it holds. Any thread.
 */
final class KeptClaims {
  private final byte[] utf8;

  private KeptClaims(byte[] utf8) {
    this.utf8 = utf8;
  }

  static KeptClaims of(Claim.Members claims) {
    StringBuilder text = new StringBuilder();
    write(claims, text);
    return new KeptClaims(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What was kept.
   *
   * @throws FaultFound when it is text that UTF-8 cannot say, which no token holds
   */
  Claim.Members read() throws FaultFound {
    return StrictJson.object(utf8);
  }

  /** How many octets are kept. */
  int length() {
    return utf8.length;
  }

  private static void write(Claim claim, StringBuilder to) {
    switch (claim) {
      case Claim.Text(String value) -> quote(value, to);
      case Claim.Figure(String written) -> to.append(written);
      case Claim.Flag(boolean value) -> to.append(value);
      case Claim.Nothing _ -> to.append("null");
      case Claim.Items(List<Claim> items) -> {
        char before = '[';
        for (Claim item : items) {
          to.append(before);
          write(item, to);
          before = ',';
        }
        to.append(items.isEmpty() ? "[]" : "]");
      }
      case Claim.Members(Map<String, Claim> members) -> {
        char before = '{';
        for (Map.Entry<String, Claim> member : members.entrySet()) {
          to.append(before);
          quote(member.getKey(), to);
          to.append(':');
          write(member.getValue(), to);
          before = ',';
        }
        to.append(members.isEmpty() ? "{}" : "}");
      }
    }
  }

  /** A string, with no character escaped that need not be (RFC 8259, section 7). */
  private static void quote(String value, StringBuilder to) {
    to.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> to.append('\\').append(c);
        case '\b' -> to.append("\\b");
        case '\t' -> to.append("\\t");
        case '\n' -> to.append("\\n");
        case '\f' -> to.append("\\f");
        case '\r' -> to.append("\\r");
        default -> {
          // Half a surrogate pair stays what it is, so that its reader refuses it.
          if (c < ' ' || alone(value, i)) {
            to.append("\\u%04x".formatted((int) c));
          } else {
            to.append(c);
          }
        }
      }
    }
    to.append('"');
  }

  private static boolean alone(String value, int at) {
    char c = value.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }
}
