package dev.postern.gateway.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an event loop's turn: first the work that was asked for, then every leg that was
 * written to is flushed, once. Belongs to the loop's thread.
 */
public final class Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private final Executor whenTurnEnds;
  private final Executor nextTurn;
  private final List<Runnable> unflushed = new ArrayList<>();
  private final Runnable end = this::end;
  private Runnable work = () -> {};
  private LongConsumer times = nanos -> {};
  private long begun;
  private boolean woken;
  private boolean scheduled;
  private boolean ending;

  /**
   * @param whenTurnEnds runs a task on the loop's thread when the current iteration has read and
   *     run everything
   * @param nextTurn runs a task on the loop's thread in a later iteration
   */
  public Turn(Executor whenTurnEnds, Executor nextTurn) {
    this.whenTurnEnds = whenTurnEnds;
    this.nextTurn = nextTurn;
  }

  /** What is done at the end of a turn that was woken. */
  public void work(Runnable work) {
    this.work = work;
  }

  /**
   * Who hears how long each turn took: from the first that it left to do until all of it was done,
   * in nanoseconds.
   */
  public void timed(LongConsumer hears) {
    this.times = hears;
  }

  /** Asks that the work is done when the turn ends; from inside the work, in another turn. */
  public void wake() {
    woken = true;
    schedule();
  }

  /** Asks that a leg is flushed when the turn ends; the caller asks once until it was flushed. */
  void flushAtEnd(Runnable flush) {
    unflushed.add(flush);
    if (!ending) {
      schedule();
    }
  }

  private void schedule() {
    if (!scheduled) {
      scheduled = true;
      begun = System.nanoTime();
      (ending ? nextTurn : whenTurnEnds).execute(end);
    }
  }

  private void end() {
    scheduled = false;
    ending = true;
    long from = begun;
    try {
      if (woken) {
        woken = false;
        guarded(work);
      }
      // Flushing can make a leg writable, whose session then writes to others: by index, on
      // purpose.
      for (int i = 0; i < unflushed.size(); i++) {
        guarded(unflushed.get(i));
      }
    } finally {
      unflushed.clear();
      ending = false;
      times.accept(System.nanoTime() - from);
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException wrong) {
      LOG.error("a task at the end of a turn failed: {}", wrong.getClass().getName());
    }
  }
}
