package dev.postern.gateway.net;

import java.time.Duration;

/**
 * How long the other end of a connection may still take: to send what is expected next, and to take
 * what it is sent. Belongs to the loop's thread.
 */
public final class Patience {
  private final Deadlines clock;
  private final FrameWriter writer;
  private final Duration stall;
  private long sendDue = Deadlines.NEVER;
  private long takeDue = Deadlines.NEVER;
  private long takenBefore;

  /**
   * @param stall how long it may take nothing of what waits for it
   */
  public Patience(Deadlines clock, FrameWriter writer, Duration stall) {
    this.clock = clock;
    this.writer = writer;
    this.stall = stall;
  }

  /** Something is expected from the client within this time. */
  public void expect(Duration within) {
    sendDue = clock.now() + within.toNanos();
  }

  /** Nothing is expected from it. */
  public void expectNothing() {
    sendDue = Deadlines.NEVER;
  }

  /** When it is late; looks at what it has taken since the last look. */
  public long due() {
    if (!writer.stalled()) {
      takeDue = Deadlines.NEVER;
    } else if (takeDue == Deadlines.NEVER || takenBefore != writer.offeredEver()) {
      takenBefore = writer.offeredEver();
      takeDue = clock.now() + stall.toNanos();
    }
    return Math.min(sendDue, takeDue);
  }

  /** Whether it is late in taking, rather than in sending. */
  public boolean stalled() {
    return takeDue <= clock.now();
  }
}
