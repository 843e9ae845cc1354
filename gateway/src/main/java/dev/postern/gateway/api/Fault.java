package dev.postern.gateway.api;

/** A request that cannot be done; the caller is told why and what to do. */
public final class Fault extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /** A fault with the HTTP status that it becomes. */
  public Fault(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
