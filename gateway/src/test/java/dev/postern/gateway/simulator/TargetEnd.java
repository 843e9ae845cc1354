package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Line;
import java.util.ArrayDeque;
import java.util.Optional;

/** A target's end of one connection: what it has yet to say, and how it ends it. */
final class TargetEnd implements Talker {
  private final World world;
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
  private Optional<Runnable> last = Optional.empty();
  private Optional<Line> line = Optional.empty();
  private boolean stalls;

  TargetEnd(World world) {
    this.world = world;
  }

  void opened(Line made) {
    line = Optional.of(made);
    world.serves(this);
  }

  /** Has something to say, behind what it has already. */
  void says(byte[] bytes) {
    pieces.add(bytes);
  }

  /** Ends the connection behind what it has to say. */
  void finishes() {
    last = Optional.of(this::ended);
  }

  /** Cuts the connection behind what it has to say. */
  void cuts() {
    last = Optional.of(this::broken);
  }

  /** Says nothing for so many seconds. */
  void stalls(int seconds) {
    world.count(true, Fault.TARGET_STALLS);
    stalls = true;
    world.after(seconds, () -> stalls = false);
  }

  @Override
  public boolean canAct() {
    return !stalls && (!pieces.isEmpty() || last.isPresent());
  }

  @Override
  public void act() {
    byte[] next = pieces.poll();
    if (next != null) {
      line.orElseThrow().send(next);
    } else {
      last.orElseThrow().run();
    }
  }

  /** Says nothing more, having heard that nothing more comes or by itself. */
  void ended() {
    line.orElseThrow().finish();
    over();
  }

  /** Is gone at once. */
  void broken() {
    line.orElseThrow().reset();
    over();
  }

  private void over() {
    pieces.clear();
    last = Optional.empty();
    world.servesNoMore(this);
  }
}
