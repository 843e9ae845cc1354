package dev.postern.kernel.gate;

/**
 * The gate's bounds, each for one lane.
 *
 * @param openPassages how many passages may be open; above it admissions are refused as {@code
 *     over_limit}
 * @param entriesPerTurn how many entries one turn may leave to write; above it admissions are
 *     refused as {@code over_limit}
 * @param owedClosings how many endings may wait for a ledger that fails; when as many passages are
 *     open or owed, no further is admitted, so that none is lost
 */
public record GateLimits(int openPassages, int entriesPerTurn, int owedClosings) {
  /** What the gateway uses unless it is configured. */
  public static final GateLimits DEFAULT = new GateLimits(100_000, 4_096, 200_000);
}
