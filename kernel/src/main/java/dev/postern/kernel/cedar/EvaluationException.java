package dev.postern.kernel.cedar;

/**
 * The end of a policy's evaluation. Has no stack trace, so that one can be made ahead and thrown
 * often.
 */
final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final transient Position at;

  EvaluationException(String message, Position at) {
    super(message, null, false, false);
    this.reason = message;
    this.at = at;
  }

  String reason() {
    return reason;
  }

  Position at() {
    return at;
  }
}
