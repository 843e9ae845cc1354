package dev.postern.demo;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the demo was asked for.
 *
 * @param check whether it plays its story and ends
 * @param readyFile the file to write once everything accepts connections
 * @param directory where to keep everything; a directory that goes with the demo when empty
 * @param help whether only the options were asked for
 */
record DemoOptions(
    boolean check, Optional<Path> readyFile, Optional<Path> directory, boolean help) {
  static final String USAGE =
      """
      Usage: postern demo [--check] [--ready-file FILE] [--directory DIR]

      Starts a model registry (a real MCP server), a development issuer and Postern
      between them, and prints what to try. Ctrl-C stops everything.

        --check            play the story, print each scene, exit 1 if one differs
        --ready-file FILE  write addresses, ports and tokens there as JSON once
                           everything accepts connections
        --directory DIR    keep configuration, ledger and logs there; otherwise they
                           are removed at the end
        --help             this text
      """;

  /** Words that make no sense; the message says which. */
  static final class Unclear extends Exception {
    private static final long serialVersionUID = 1;

    Unclear(String message) {
      super(message);
    }
  }

  static DemoOptions of(String... words) throws Unclear {
    boolean check = false;
    boolean help = false;
    Optional<Path> readyFile = Optional.empty();
    Optional<Path> directory = Optional.empty();
    Iterator<String> rest = List.of(words).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--check" -> check = true;
        case "--help", "-h" -> help = true;
        case "--ready-file" -> readyFile = Optional.of(path(word, rest));
        case "--directory" -> directory = Optional.of(path(word, rest));
        default -> throw new Unclear("there is no option " + word);
      }
    }
    return new DemoOptions(check, readyFile, directory, help);
  }

  private static Path path(String option, Iterator<String> rest) throws Unclear {
    if (!rest.hasNext()) {
      throw new Unclear(option + " needs a path after it");
    }
    return Path.of(rest.next()).toAbsolutePath();
  }
}
