package dev.postern.kernel.cedar;

/**
 * Something wrong in a source, for the person who wrote it.
 *
 * @param code the kind of mistake, one word that stays the same from version to version
 */
public record Problem(String code, Severity severity, Position at, String message) {
  /** The code of what is no Cedar at all. */
  public static final String SYNTAX = "syntax";

  /** Something that is no Cedar at all. */
  public Problem(Severity severity, Position at, String message) {
    this(SYNTAX, severity, at, message);
  }

  static Problem error(Position at, String message) {
    return new Problem(Severity.ERROR, at, message);
  }

  static Problem error(String code, Position at, String message) {
    return new Problem(code, Severity.ERROR, at, message);
  }

  static Problem warning(String code, Position at, String message) {
    return new Problem(code, Severity.WARNING, at, message);
  }

  @Override
  public String toString() {
    return at + ": " + message;
  }
}
