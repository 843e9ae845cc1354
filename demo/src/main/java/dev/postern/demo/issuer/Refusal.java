package dev.postern.demo.issuer;

import java.util.Map;

/** An error of OAuth 2.0, as the token endpoint says it (RFC 6749, 5.2). */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;

  Refusal(String code, String description) {
    super(description);
    this.code = code;
  }

  /** The {@code error}. */
  String code() {
    return code;
  }

  Answer answer() {
    return Answer.json(
        400, Map.of("error", code, "error_description", String.valueOf(getMessage())));
  }
}
