package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Line;
import dev.postern.gateway.simulator.net.Remote;
import java.util.Optional;

/** A connection on which a client cancels what it asked on another. */
final class Cancelling implements Remote {
  private final World world;
  private final byte[] message;
  private Optional<Line> line = Optional.empty();

  Cancelling(World world, byte[] message) {
    this.world = world;
    this.message = message;
  }

  @Override
  public void opened(Line made) {
    line = Optional.of(made);
    made.send(message);
    world.after(10, made::finish);
  }

  @Override
  public void taken(byte[] bytes) {
    // What a cancel is answered carries nobody's content, as everything a client hears.
    world.watch().heard("nobody", bytes);
  }

  @Override
  public void arrived(byte[] bytes) {
    line.orElseThrow().finish();
  }

  @Override
  public void ended() {
    line.orElseThrow().finish();
  }

  @Override
  public void broken() {
    line.orElseThrow().reset();
  }
}
