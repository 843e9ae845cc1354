package dev.postern.kernel.gate;

/** What a session does where policy asks for people. */
public enum Patience {
  /** It cannot wait: the operation is refused. */
  NONE,
  /**
   * It need not: the operation only prepares another, which is an operation of its own, and people
   * are asked for that one. Where policy asks for people it passes without them, and {@link
   * Passage#preparesHeld} says so.
   */
  PREPARES,
  /** It waits, and the request for approval ends with its wait. */
  ATTACHED,
  /** It waits a while; the request lives on, and the same caller collects it by asking again. */
  DETACHED
}
