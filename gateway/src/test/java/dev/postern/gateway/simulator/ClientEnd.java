package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Line;
import java.util.Optional;

/** A client's end of its connection, and what any client can do to it that it should not. */
final class ClientEnd {
  private final World world;
  private final Runnable gone;
  private Optional<Line> line = Optional.empty();
  private boolean left;

  /**
   * @param gone hears that the connection is no more
   */
  ClientEnd(World world, Runnable gone) {
    this.world = world;
    this.gone = gone;
  }

  void opened(Line made) {
    line = Optional.of(made);
    left = false;
  }

  /** Whether there is a connection. */
  boolean there() {
    return line.isPresent();
  }

  /** Whether it says nothing more, and waits for what still comes. */
  boolean left() {
    return left;
  }

  Line line() {
    return line.orElseThrow();
  }

  void send(byte[] bytes) {
    line().send(bytes);
  }

  /** Says nothing more. */
  void finish() {
    line().finish();
    left = true;
  }

  /** Is gone at once. */
  void cut() {
    line().reset();
    over();
  }

  /** The gateway has ended it. */
  void ended() {
    line().finish();
    over();
  }

  private void over() {
    line = Optional.empty();
    left = false;
    gone.run();
  }

  /**
   * Cuts, ends its half, or takes nothing for a while.
   *
   * @param which 0 to 2
   * @return whether it is one of these
   */
  boolean misbehaves(int which) {
    switch (which) {
      case 0 -> {
        world.count(true, Fault.CLIENT_CUTS);
        cut();
      }
      case 1 -> {
        world.count(true, Fault.CLIENT_HALF_CLOSES);
        finish();
      }
      case 2 -> {
        world.count(true, Fault.CLIENT_STALLS);
        Line stalled = line();
        stalled.stall(true);
        world.after(1 + world.chance().below(20), () -> stalled.stall(false));
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
