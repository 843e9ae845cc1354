package dev.postern.cli;

/** Something that went wrong in a way the user can act on; the message says how. */
public final class Trouble extends Exception {
  private static final long serialVersionUID = 1;

  /** Trouble with what to do about it. */
  public Trouble(String message) {
    super(message);
  }

  /** Trouble with what to do about it, and where it came from. */
  public Trouble(String message, Throwable cause) {
    super(message, cause);
  }
}
