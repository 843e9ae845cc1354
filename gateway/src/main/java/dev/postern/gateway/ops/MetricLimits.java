package dev.postern.gateway.ops;

/**
 * The bounds of how many series the metrics can have. What is above them counts under {@code
 * other}.
 *
 * @param targets with series of their own
 * @param rules with series of their own
 * @param events kinds of notes with series of their own
 * @param credentials that tell their age
 */
public record MetricLimits(int targets, int rules, int events, int credentials) {
  /** What the gateway uses. */
  public static final MetricLimits DEFAULT = new MetricLimits(200, 1_000, 64, 400);
}
