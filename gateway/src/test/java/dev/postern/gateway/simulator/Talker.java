package dev.postern.gateway.simulator;

/** A target's end of a connection, which says what it has to say in its own time. */
interface Talker {
  /** Whether it has something to say. */
  boolean canAct();

  /** Says the next of it. */
  void act();
}
