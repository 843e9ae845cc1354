package dev.postern.cli.sessions;

import java.io.Console;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The keys of a terminal, one by one. The terminal is as it was when this is closed. */
final class TerminalKeys implements Keys, AutoCloseable {
  private static final File TERMINAL = new File("/dev/tty");
  private static final long LONGEST_STTY_SECONDS = 5;
  private static final int PENDING = 64;

  private final String before;
  private final Thread atExit;
  private final BlockingQueue<Key> pressed = new LinkedBlockingQueue<>(PENDING);

  private TerminalKeys(String before) {
    this.before = before;
    // A signal ends the process without closing this.
    this.atExit = new Thread(() -> restore(before));
  }

  /** The keys of the terminal that the process has; empty where it has none. */
  static Optional<TerminalKeys> open() {
    Console console = System.console();
    if (console == null || !console.isTerminal() || !TERMINAL.canRead()) {
      return Optional.empty();
    }
    Optional<String> before = stty("-g");
    if (before.isEmpty()) {
      return Optional.empty();
    }
    TerminalKeys keys = new TerminalKeys(before.get());
    Runtime.getRuntime().addShutdownHook(keys.atExit);
    if (stty("-icanon", "-echo", "min", "1").isEmpty()) {
      keys.close();
      return Optional.empty();
    }
    Thread.ofPlatform().name("keys").daemon().start(keys::read);
    return Optional.of(keys);
  }

  private void read() {
    try (InputStream terminal = new FileInputStream(TERMINAL)) {
      for (int letter = terminal.read(); letter >= 0; letter = terminal.read()) {
        Key.of(letter).ifPresent(pressed::offer);
      }
    } catch (IOException gone) {
      pressed.offer(Key.QUIT);
    }
  }

  @Override
  public Optional<Key> within(Duration time) throws InterruptedException {
    return Optional.ofNullable(pressed.poll(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    restore(before);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ending) {
      // The process ends, and the hook does the same.
      return;
    }
  }

  private static void restore(String state) {
    stty(state);
  }

  private static Optional<String> stty(String... words) {
    String[] command = new String[words.length + 1];
    command[0] = "stty";
    System.arraycopy(words, 0, command, 1, words.length);
    try {
      Process stty =
          new ProcessBuilder(command)
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said =
          new String(
              stty.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
      boolean done = stty.waitFor(LONGEST_STTY_SECONDS, TimeUnit.SECONDS);
      return done && stty.exitValue() == 0 ? Optional.of(said.strip()) : Optional.empty();
    } catch (IOException none) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
