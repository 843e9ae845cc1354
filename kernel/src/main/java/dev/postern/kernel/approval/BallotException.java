package dev.postern.kernel.approval;

/** An answer that does not count; the message says why and may be told to who gave it. */
public final class BallotException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why it does not count. */
  public enum Why {
    /** There is no such request, or it is none of this person's. */
    NOT_FOUND,
    /** It is answered, ended or taken back. */
    NOT_OPEN,
    /** What the reviewer saw is not what is asked. */
    CHANGED,
    /** This person's word does not count on it. */
    NOT_YOURS,
    /** This person has answered. */
    ANSWERED,
    /** It has as many answers as it may have. */
    FULL
  }

  private final Why why;

  BallotException(Why why, String message) {
    super(message);
    this.why = why;
  }

  /** Why it does not count. */
  public Why why() {
    return why;
  }
}
