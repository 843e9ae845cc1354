package dev.postern.demo;

import dev.postern.demo.stage.Stage;
import dev.postern.demo.stage.WorkingDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The end of the demo, which comes once: when it has played, or when somebody presses Ctrl-C. The
 * latter is how one leaves it, so the process then ends with status 0.
 */
final class Curtain {
  private final PrintStream out;
  private final WorkingDirectory directory;
  private Optional<Stage> stage = Optional.empty();
  private boolean fallen;

  Curtain(PrintStream out, WorkingDirectory directory) {
    this.out = out;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "curtain"));
  }

  /** From now on the stage is closed when the curtain falls. */
  synchronized void closes(Stage set) {
    stage = Optional.of(set);
  }

  /** Ends everything; a second time does nothing. */
  synchronized void fall() {
    if (fallen) {
      return;
    }
    fallen = true;
    try {
      if (stage.isPresent()) {
        out.println("postern demo: stopping");
        stage.get().close();
      }
      directory.close();
    } catch (IOException failure) {
      System.err.println("postern demo: " + failure.getMessage());
    }
  }

  /** Runs in the shutdown hook: nothing to do when the demo ended by itself. */
  private synchronized void interrupted() {
    if (!fallen) {
      fall();
      Runtime.getRuntime().halt(0);
    }
  }
}
