package dev.postern.kernel.cedar;

/** Ends the reading of one policy or declaration; the parser goes on behind it. */
final class SyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  SyntaxException(Position at, String message) {
    super(message, null, false, false);
    this.problem = Problem.error(at, message);
  }

  Problem problem() {
    return problem;
  }
}
