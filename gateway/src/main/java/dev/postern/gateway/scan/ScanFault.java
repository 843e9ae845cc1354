package dev.postern.gateway.scan;

/** A scan that came to nothing; the message says why and what to do. */
public final class ScanFault extends Exception {
  private static final long serialVersionUID = 1;

  private final Why why;

  /** What it failed for. */
  public enum Why {
    /** Policy, a lock or a bound of the gateway. */
    REFUSED,
    /** The target cannot be reached, or what is there is something else than its file says. */
    TARGET,
    /** The target's credential cannot be had, or the target does not take it. */
    CREDENTIAL,
    /** It took too long. */
    LATE,
    /** Too much runs already. */
    BUSY,
    /** There is no such target, account or database. */
    UNKNOWN,
    /** The gateway itself cannot do it now. */
    UNABLE
  }

  /** A fault with its message. */
  public ScanFault(Why why, String message) {
    super(message);
    this.why = why;
  }

  /** What it failed for. */
  public Why why() {
    return why;
  }
}
