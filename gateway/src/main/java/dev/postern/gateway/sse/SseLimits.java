package dev.postern.gateway.sse;

/**
 * The bounds of one stream. What a stream holds in memory is at most one event.
 *
 * @param maxLineBytes length of one line, in bytes, without its end
 * @param maxEventBytes length of one event with all its lines and their ends, in bytes
 */
public record SseLimits(int maxLineBytes, int maxEventBytes) {
  public SseLimits {
    if (maxLineBytes < 1 || maxEventBytes < maxLineBytes) {
      throw new IllegalArgumentException(
          "1 <= maxLineBytes <= maxEventBytes: " + maxLineBytes + ", " + maxEventBytes);
    }
  }

  /** 4 MiB for a line, 4 MiB and 4 KiB for an event. */
  public static SseLimits standard() {
    return new SseLimits(4 << 20, (4 << 20) + (4 << 10));
  }
}
