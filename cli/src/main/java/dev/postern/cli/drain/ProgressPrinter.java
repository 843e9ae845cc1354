package dev.postern.cli.drain;

import java.io.PrintWriter;

/**
 * Shows how far it is: on a terminal one line that is written over, elsewhere a line whenever
 * something but the time has changed, as JSON an object for each look.
 */
final class ProgressPrinter {
  private static final String OVER = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean json;
  private final boolean terminal;
  private String last = "";

  ProgressPrinter(PrintWriter out, boolean json, boolean terminal) {
    this.out = out;
    this.json = json;
    this.terminal = terminal;
  }

  /** Whether a person looks at the output. */
  static boolean onTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** The only thing there is to show. */
  void once(Progress progress) {
    out.println(json ? progress.said().toString() : progress.line());
    out.flush();
  }

  /** One look of many. */
  void show(Progress progress) {
    if (json) {
      out.println(progress.said());
    } else if (terminal) {
      out.print(OVER + progress.line());
      if (progress.over()) {
        out.println();
      }
    } else if (!progress.counts().equals(last)) {
      last = progress.counts();
      out.println(progress.line());
    }
    out.flush();
  }

  /** Nothing more can be heard. */
  void breaksOff() {
    if (terminal && !json) {
      out.println();
      out.flush();
    }
  }
}
