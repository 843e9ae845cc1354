package dev.postern.gateway.protocol.postgres;

/**
 * The bounds of what one session has under way.
 *
 * @param undecided operations that wait for the gate before no more is read
 * @param unanswered messages that the target has and did not answer before no more is read
 * @param unansweredBytes of those before no more is read
 * @param preparedBytes of the texts of prepared statements and the values of portals; above it new
 *     ones are refused
 * @param names prepared statements, and portals, that are kept in mind; above it new ones are
 *     refused
 * @param portalBytes of the values of one portal; longer ones are not kept, and what would run it
 *     without its own Bind is refused
 * @param recordedBytes how much of one statement, and of one value bound to it, is kept
 * @param recordedValues how many of the values bound to a statement are kept
 */
record StatementLimits(
    int undecided,
    int unanswered,
    long unansweredBytes,
    long preparedBytes,
    int names,
    int portalBytes,
    int recordedBytes,
    int recordedValues) {
  /** What the gateway uses. */
  static final StatementLimits DEFAULT =
      new StatementLimits(256, 4_096, 16L << 20, 64L << 20, 10_000, 64 << 10, 32 << 10, 1_000);
}
