package dev.postern.cli.connect;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A command that finds in its environment where and as whom to connect. */
final class Errand {
  private final List<String> words;
  private final Map<String, String> environment;

  Errand(List<String> words, Map<String, String> environment) {
    this.words = words;
    this.environment = environment;
  }

  /**
   * Runs it on this terminal. An interrupt from the keyboard reaches it by itself, and means
   * nothing to us: psql for one goes on after it. Who asks us to end ends it.
   *
   * @return its exit status; 128 and the signal's number when a signal ended it
   */
  int run() throws Trouble {
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    Lines.DISTRACTING.forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    AtomicReference<@Nullable Process> running = new AtomicReference<>();
    try (Signals signals = new Signals(signal -> end(signal, running.get()))) {
      Process started = builder.start();
      running.set(started);
      return started.waitFor();
    } catch (IOException noSuchCommand) {
      throw new Trouble(
          "cannot run " + Screen.safe(words.getFirst()) + ": is it installed and on the PATH?",
          noSuchCommand);
    } catch (InterruptedException stopped) {
      end("TERM", running.get());
      Thread.currentThread().interrupt();
      throw new Trouble("interrupted", stopped);
    }
  }

  private static void end(String signal, @Nullable Process running) {
    if (running != null && !signal.equals("INT")) {
      running.destroy();
    }
  }
}
