package dev.postern.gateway.target;

/**
 * What a target may cost.
 *
 * @param connections at once, on each event loop
 * @param replyHead bytes of an answer's head
 * @param replyFields header fields of an answer
 * @param replyInterims interim answers (1xx) before one
 * @param replyBody bytes of an answer's body
 */
public record TargetBounds(
    int connections, int replyHead, int replyFields, int replyInterims, long replyBody) {
  /** What the gateway uses unless it is configured. */
  public static final TargetBounds DEFAULT = new TargetBounds(4_096, 64 << 10, 200, 8, 4L << 30);
}
