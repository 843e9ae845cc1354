package dev.postern.gateway.http;

/**
 * The bounds of a target's answer. One that is reached makes the answer malformed.
 *
 * @param statusLine bytes of its first line
 * @param head bytes of its header fields
 * @param fields header fields
 * @param interims interim answers (1xx) before it
 * @param body bytes of its body, however it is framed
 */
public record ReplyLimits(int statusLine, int head, int fields, int interims, long body) {
  /** What the gateway uses unless it is configured. */
  public static final ReplyLimits DEFAULT = new ReplyLimits(4 << 10, 64 << 10, 200, 8, 4L << 30);
}
