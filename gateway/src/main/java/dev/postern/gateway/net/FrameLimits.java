package dev.postern.gateway.net;

/**
 * How much may wait for one socket, in bytes.
 *
 * @param crowded above this its session is told to stop
 * @param roomy at or below this it is told to go on
 * @param most above this the leg is ended: somebody did not stop
 */
public record FrameLimits(long crowded, long roomy, long most) {
  /** What the gateway uses unless it is configured. */
  public static final FrameLimits DEFAULT = new FrameLimits(256 << 10, 64 << 10, 64 << 20);

  public FrameLimits {
    if (roomy < 0 || roomy > crowded || crowded > most) {
      throw new IllegalArgumentException("roomy <= crowded <= most");
    }
  }
}
