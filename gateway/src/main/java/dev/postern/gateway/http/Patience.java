package dev.postern.gateway.http;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.FrameWriter;
import java.time.Duration;

/** How long a client may still take: to send what is expected next, and to take what it is sent. */
final class Patience {
  private final Deadlines clock;
  private final FrameWriter writer;
  private final Duration stall;
  private long sendDue = Deadlines.NEVER;
  private long takeDue = Deadlines.NEVER;
  private long takenBefore;

  /**
   * @param stall how long it may take nothing of what waits for it
   */
  Patience(Deadlines clock, FrameWriter writer, Duration stall) {
    this.clock = clock;
    this.writer = writer;
    this.stall = stall;
  }

  /** Something is expected from the client within this time. */
  void expect(Duration within) {
    sendDue = clock.now() + within.toNanos();
  }

  /** Nothing is expected from it. */
  void expectNothing() {
    sendDue = Deadlines.NEVER;
  }

  /** When it is late; looks at what it has taken since the last look. */
  long due() {
    if (!writer.stalled()) {
      takeDue = Deadlines.NEVER;
    } else if (takeDue == Deadlines.NEVER || takenBefore != writer.offeredEver()) {
      takenBefore = writer.offeredEver();
      takeDue = clock.now() + stall.toNanos();
    }
    return Math.min(sendDue, takeDue);
  }

  /** Whether it is late in taking, rather than in sending. */
  boolean stalled() {
    return takeDue <= clock.now();
  }
}
