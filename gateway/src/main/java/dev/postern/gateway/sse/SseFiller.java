package dev.postern.gateway.sse;

import java.util.Arrays;

/**
 * Bytes that mean nothing to a client: a byte order mark at the start, comments before an event's
 * first field (keep-alives), empty lines without an event. How they are grouped depends on how the
 * stream arrived.
 *
 * @param raw the bytes as they came; owned by the frame, not to be changed
 */
public record SseFiller(byte[] raw) implements SseFrame {
  @Override
  public boolean equals(Object other) {
    return other instanceof SseFiller(byte[] bytes) && Arrays.equals(raw, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(raw);
  }

  @Override
  public String toString() {
    return "SseFiller[" + raw.length + "]";
  }
}
