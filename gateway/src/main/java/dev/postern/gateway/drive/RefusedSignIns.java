package dev.postern.gateway.drive;

import dev.postern.kernel.gate.Lane;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes refused sign-ins to the ledger: the reason that the caller is not told. Who has no token
 * must not be able to fill a disk, so only so many are written in a time; the others are counted,
 * and the next that is written tells how many. Belongs to its loop's thread.
 */
final class RefusedSignIns {
  /** How many are written in one {@link #WINDOW}. */
  static final int WRITTEN = 20;

  /** The time in which they are counted. */
  static final Duration WINDOW = Duration.ofSeconds(10);

  private final Lane lane;
  private Instant windowEnds = Instant.MIN;
  private int written;
  private long unlisted;

  RefusedSignIns(Lane lane) {
    this.lane = lane;
  }

  /**
   * One that was refused.
   *
   * @param audience what it was presented to
   */
  void refused(String audience, InetAddress source, String reason) {
    Instant now = lane.now();
    if (!now.isBefore(windowEnds)) {
      windowEnds = now.plus(WINDOW);
      written = 0;
    }
    if (written >= WRITTEN) {
      unlisted++;
      return;
    }
    written++;
    Map<String, String> about = new HashMap<>();
    about.put("reason", reason);
    about.put("audience", audience);
    about.put("source", source.getHostAddress());
    if (unlisted > 0) {
      about.put("unlisted-before", Long.toString(unlisted));
      unlisted = 0;
    }
    lane.note("unknown", "sign-in-refused", about);
  }
}
