package dev.postern.kernel.grant;

/** A grant that cannot be given, changed or ended as somebody wants; they are told why. */
public final class GrantException extends Exception {
  private static final long serialVersionUID = 1;

  private final Why why;

  /** In what way it cannot be. */
  public enum Why {
    /** There is no such grant, or it is none of theirs. */
    NOT_FOUND,
    /** It is not theirs to ask for. */
    NOT_YOURS,
    /** It has ended. */
    ENDED,
    /** What is asked makes no sense. */
    UNFIT,
    /** A bound was reached. */
    FULL
  }

  GrantException(Why why, String message) {
    super(message);
    this.why = why;
  }

  /** In what way it cannot be. */
  public Why why() {
    return why;
  }
}
