package dev.postern.cli.connect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals that ask a process to end, heard by us instead of by the virtual machine until this
 * is closed. They are caught and not ignored: a command that is started would inherit that.
 */
final class Signals implements AutoCloseable {
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

  /**
   * Hears them.
   *
   * @param heard is given {@code INT}, {@code TERM} or {@code HUP}, on a thread of its own
   */
  Signals(Consumer<String> heard) {
    for (String name : NAMES) {
      try {
        Signal signal = new Signal(name);
        before.put(signal, Signal.handle(signal, each -> heard.accept(each.getName())));
      } catch (IllegalArgumentException absent) {
        // This system has no such signal, or the virtual machine was told to leave it alone.
        continue;
      }
    }
  }

  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
