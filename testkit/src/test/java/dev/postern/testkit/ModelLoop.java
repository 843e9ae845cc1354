package dev.postern.testkit;

import dev.postern.kernel.gate.Lane;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** The loop of a model of the gate and the desk's worker, whose tasks wait until they are taken. */
final class ModelLoop {
  final Queue<Runnable> tasks = new ArrayDeque<>();
  final Queue<Runnable> control = new ArrayDeque<>();
  private boolean woken;

  /** A turn has to end. */
  void wake() {
    woken = true;
  }

  /** What can be taken next. */
  void steps(List<String> steps) {
    // A turn ends before the next task begins; everything else may come in between.
    if (!tasks.isEmpty() && !woken) {
      steps.add("loop");
    }
    if (!control.isEmpty()) {
      steps.add("control");
    }
    if (woken) {
      steps.add("turn");
    }
  }

  void endTurn(Lane lane) {
    woken = false;
    lane.turn();
  }

  /** Takes everything until nothing is left. */
  void quiet(Lane lane) {
    while (woken || !tasks.isEmpty() || !control.isEmpty()) {
      if (!tasks.isEmpty()) {
        tasks.remove().run();
      }
      if (!control.isEmpty()) {
        control.remove().run();
      }
      if (woken) {
        endTurn(lane);
      }
    }
  }

  /** The process is gone. */
  void clear() {
    tasks.clear();
    control.clear();
    woken = false;
  }
}
