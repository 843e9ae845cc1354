package dev.postern.gateway.http;

import dev.postern.gateway.net.FrameLimits;
import java.time.Duration;

/**
 * The bounds of a listener. Each one that is reached ends the request, or the connection, with the
 * {@link HttpFault} named here.
 *
 * @param requestLine bytes of the request line; {@link HttpFault#LINE_TOO_LONG}
 * @param head bytes of all header fields; {@link HttpFault#HEAD_TOO_LARGE}
 * @param fields header fields of a request; {@link HttpFault#HEAD_TOO_LARGE}
 * @param body bytes of a request's body; {@link HttpFault#BODY_TOO_LARGE}
 * @param pipelined bytes that may wait behind the running exchange; above it the running exchange
 *     is the connection's last
 * @param headTime from a connection's start, or a request's first byte, to the end of its head;
 *     {@link HttpFault#TOO_SLOW}
 * @param bodyPause between two pieces of a body; {@link HttpFault#TOO_SLOW}
 * @param idle between two requests; the connection is closed
 * @param stall how long a client may take nothing of an answer; the connection is closed
 * @param unsent how much of an answer may wait for the client
 */
public record HttpLimits(
    int requestLine,
    int head,
    int fields,
    long body,
    int pipelined,
    Duration headTime,
    Duration bodyPause,
    Duration idle,
    Duration stall,
    FrameLimits unsent) {
  /** What the gateway uses unless it is configured. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          8 << 10,
          32 << 10,
          100,
          16L << 20,
          64 << 10,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60),
          FrameLimits.DEFAULT);
}
