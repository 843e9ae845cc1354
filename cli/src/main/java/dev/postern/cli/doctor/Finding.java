package dev.postern.cli.doctor;

/**
 * What one look found.
 *
 * @param level how bad it is
 * @param what in one sentence; holds no secret
 * @param advice what to do; empty where there is nothing to do
 */
record Finding(Level level, String what, String advice) {
  /** How bad something is, from good to bad. */
  enum Level {
    /** As it should be. */
    OK,
    /** Not looked at, and why. */
    SKIPPED,
    /** It works, and will not always, or not as well as it could. */
    WARNING,
    /** Something does not work, or is not safe. */
    PROBLEM
  }

  static Finding ok(String what) {
    return new Finding(Level.OK, what, "");
  }

  static Finding skipped(String why) {
    return new Finding(Level.SKIPPED, why, "");
  }

  static Finding warning(String what, String advice) {
    return new Finding(Level.WARNING, what, advice);
  }

  static Finding problem(String what, String advice) {
    return new Finding(Level.PROBLEM, what, advice);
  }

  /** The same, when it is no better than another; that one otherwise. */
  Finding orWorse(Finding other) {
    return other.level.compareTo(level) > 0 ? other : this;
  }
}
