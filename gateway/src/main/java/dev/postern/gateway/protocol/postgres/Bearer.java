package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages of SASL's OAUTHBEARER (RFC 7628), as libpq 18 speaks it. */
sealed interface Bearer {
  String MECHANISM = "OAUTHBEARER";

  /** A client's first message with a token. */
  record Token(String token) implements Bearer {
    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  /** A client's first message without one: it asks where tokens are had (section 4.3). */
  record Discovery() implements Bearer {}

  /** What is no such message. */
  record Malformed() implements Bearer {}

  /** The GS2 header without channel binding or another identity, and the pairs behind it. */
  Pattern MESSAGE =
      Pattern.compile("[ny],,\\x01((?:[A-Za-z]+=[\\x20-\\x7e\\t\\r\\n]*\\x01)*)\\x01");

  /** The pair that carries the token (section 3.1), with the characters of RFC 6750. */
  Pattern AUTH = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

  /** Reads a client's first message. */
  static Bearer read(Slice message) {
    String text = new String(message.copy(), StandardCharsets.ISO_8859_1);
    Matcher matcher = MESSAGE.matcher(text);
    if (!matcher.matches()) {
      return new Malformed();
    }
    String found = null;
    for (String pair : matcher.group(1).split("\\x01", -1)) {
      if (pair.startsWith("auth=")) {
        if (found != null) {
          return new Malformed();
        }
        found = pair.substring("auth=".length());
      }
    }
    if (found == null) {
      return new Malformed();
    }
    if (found.isEmpty()) {
      return new Discovery();
    }
    Matcher auth = AUTH.matcher(found);
    return auth.matches() ? new Token(auth.group(1)) : new Malformed();
  }

  /** What a client is told whose token was not accepted, or that has none (section 3.2.2). */
  static String invalidToken(PostgresDoor.OAuth oauth) {
    JsonText text =
        new JsonText()
            .beginObject()
            .key("status")
            .text("invalid_token")
            .key("openid-configuration")
            .text(oauth.discovery())
            .key("scope")
            .text(oauth.scope());
    return new String(text.endObject().bytes(), StandardCharsets.UTF_8);
  }
}
