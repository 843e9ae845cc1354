package dev.postern.cli.doctor;

/**
 * One look at one thing.
 *
 * @param subject what is looked at, for example a target's name or a path
 * @param eye what looks; may block, on a virtual thread, and is interrupted when it takes too long
 */
record Look(String subject, Eye eye) {
  /** Looks, and may fail: what it throws is told as a problem. */
  interface Eye {
    Finding look() throws Exception;
  }
}
