package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs work that may block, off the loops, so much at once and no more. Any thread. */
final class Offloads {
  private static final Logger LOG = LoggerFactory.getLogger(Offloads.class);

  /** Of the room, this part at most waits for vaults: locks and proofs have the rest. */
  private static final int ASKING = 2;

  private final int most;
  private final Semaphore room;
  private final Semaphore asking;
  private final Executor elsewhere;

  /**
   * @param elsewhere runs each piece of work on a thread that may block
   */
  Offloads(int most, Executor elsewhere) {
    this.most = most;
    this.room = new Semaphore(most);
    this.asking = new Semaphore(Math.max(1, most / ASKING));
    this.elsewhere = elsewhere;
  }

  /** How much runs. */
  int running() {
    return most - room.availablePermits();
  }

  /** Runs work; how it ended is told on any thread, or at once when there is no room. */
  void run(Command.Work work, Consumer<Event.WorkDone> then) {
    if (!room.tryAcquire()) {
      then.accept(full());
      return;
    }
    elsewhere.execute(() -> then.accept(done(work)));
  }

  /** Runs work that may wait for a vault, as {@link #run}, and never in all of the room. */
  void ask(Command.Work work, Consumer<Event.WorkDone> then) {
    if (!asking.tryAcquire()) {
      then.accept(full());
      return;
    }
    if (!room.tryAcquire()) {
      asking.release();
      then.accept(full());
      return;
    }
    elsewhere.execute(() -> then.accept(asked(work)));
  }

  private static Event.WorkDone full() {
    return new Event.WorkDone(Optional.empty(), "too much work at once");
  }

  private Event.WorkDone asked(Command.Work work) {
    try {
      return done(work);
    } finally {
      asking.release();
    }
  }

  private Event.WorkDone done(Command.Work work) {
    try {
      return new Event.WorkDone(Optional.of(work.run()), "");
    } catch (Exception failed) {
      if (failed instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      LOG.warn("offloaded work failed: {}", failed.getClass().getName());
      return new Event.WorkDone(Optional.empty(), failed.getClass().getSimpleName());
    } finally {
      room.release();
    }
  }
}
