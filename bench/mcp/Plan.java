import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param quick whether it must end within five minutes
 * @param repetitions how often everything is measured
 * @param windowMillis the length of one window of a closed loop
 * @param fixedMillis the length of one window at a fixed rate
 * @param firstWarmSeconds for how long the first path through Postern is warmed at least
 * @param warmSeconds for how long each other path through it is
 * @param leastQuiet how many quiet windows a figure needs
 * @param retries how many noisy windows are measured again, in all
 */
record Plan(
    boolean quick,
    int repetitions,
    long windowMillis,
    long fixedMillis,
    int firstWarmSeconds,
    int warmSeconds,
    int leastQuiet,
    int retries) {
  /** The part of the machine that others may use before a window is dropped. */
  static final double MOST_FOREIGN = 0.15;

  /** The part of the machine that the host may take away before a window is dropped. */
  static final double MOST_STEAL = 0.06;

  /**
   * The fixed rate, as a part of what Postern does at most. A call costs twice as much at a rate at
   * which little is done at once, so that the machine is about half busy.
   */
  static final double FIXED_SHARE = 0.25;

  static Plan of(boolean quick) {
    return quick
        ? new Plan(true, 3, 900, 2_000, 40, 6, 2, 20)
        : new Plan(false, 7, 4_000, 8_000, 60, 20, 5, 60);
  }

  /** One kind of load: so many clients that each call a tool of the stub as fast as it answers. */
  record Work(String name, int clients, String tool) {}

  static final Work EIGHT = new Work("8", 8, "json_1k");
  static final Work EIGHT_16K = new Work("8_16k", 8, "json_16k");

  static final List<Work> WORKS =
      List.of(
          new Work("1", 1, "json_1k"),
          EIGHT,
          new Work("32", 32, "json_1k"),
          EIGHT_16K,
          new Work("8_sse", 8, "sse_1k"),
          new Work("8_sse_16k", 8, "sse_16k"));

  /** What is measured of a path. */
  static List<Work> works(Way way) {
    return way.everything() ? WORKS : List.of(EIGHT, EIGHT_16K);
  }
}
