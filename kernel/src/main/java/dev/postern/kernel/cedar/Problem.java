package dev.postern.kernel.cedar;

/** Something wrong in a source, for the person who wrote it. */
public record Problem(Severity severity, Position at, String message) {
  static Problem error(Position at, String message) {
    return new Problem(Severity.ERROR, at, message);
  }

  static Problem warning(Position at, String message) {
    return new Problem(Severity.WARNING, at, message);
  }

  @Override
  public String toString() {
    return at + ": " + message;
  }
}
