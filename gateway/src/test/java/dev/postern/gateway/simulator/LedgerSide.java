package dev.postern.gateway.simulator;

import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.simulator.net.SimulatedLoop;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.util.List;

/** The real ledger of one life, whose keeper and writer are tasks that the world runs. */
final class LedgerSide {
  private final World world;
  private final SimulatedLoop keeper;
  private final SimulatedLoop writer;
  private final FileLedger ledger;

  /** Recovers what the life before left, and starts. */
  LedgerSide(World world) throws IOException {
    this.world = world;
    this.keeper = new SimulatedLoop(world.network(), world.clock()::nanos);
    this.writer = new SimulatedLoop(world.network(), world.clock()::nanos);
    this.ledger = world.folder().start(world.clock(), keeper, writer);
    keeper.begins();
    writer.begins();
  }

  /** What the gateway is given. */
  Ledger watched() {
    return new WatchedLedger(ledger, world.watch());
  }

  /** What it could do next. */
  void moves(List<Move> moves) {
    if (world.slowDisk()) {
      return;
    }
    if (keeper.hasTasks()) {
      moves.add(new Move("keeper", keeper::runTask));
    }
    if (writer.hasTasks()) {
      moves.add(new Move("disk", writer::runTask));
    }
  }

  /** When its next timer is due. */
  long nextTimer() {
    return world.slowDisk() ? Long.MAX_VALUE : keeper.nextTimer();
  }

  /** How much waits for the disk. */
  int waiting() {
    return writer.hasTasks() ? 1 : 0;
  }

  /** Ends it in order. */
  void close() throws IOException {
    keeper.hurries();
    writer.hurries();
    ledger.close();
  }
}
