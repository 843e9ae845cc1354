package dev.postern.gateway.simulator;

/** A client, which does something whenever the world lets it. */
interface Actor {
  /** Does something: connects, asks, misbehaves, or nothing. */
  void act();

  /** How many answers it has had. */
  int answers();
}
