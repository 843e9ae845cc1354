package dev.postern.gateway.credential;

import java.util.concurrent.atomic.AtomicBoolean;

/** A lease that somebody uses for a while. Any thread. */
public final class Loan implements AutoCloseable {
  private final Lease lease;
  private final Runnable back;
  private final AtomicBoolean returned = new AtomicBoolean();

  /**
   * A loan.
   *
   * @param back run once, when it is given back; does not block
   */
  public Loan(Lease lease, Runnable back) {
    this.lease = lease;
    this.back = back;
  }

  /** The lease. */
  public Lease lease() {
    return lease;
  }

  /** Gives it back; twice is no fault. */
  @Override
  public void close() {
    if (returned.compareAndSet(false, true)) {
      back.run();
    }
  }
}
