package dev.postern.demo.story;

import dev.postern.demo.stage.Stage;
import java.io.IOException;

/**
 * One scene.
 *
 * @param title what is promised, as a sentence
 * @param play plays it
 */
record Scene(String title, Play play) {
  /** Plays a scene. */
  @FunctionalInterface
  interface Play {
    /**
     * Plays it on a stage.
     *
     * @return what happened, in a line
     * @throws Difference when something else happened
     */
    String on(Stage stage) throws Difference, IOException, InterruptedException;
  }
}
