package dev.postern.cli.sessions;

import java.util.Optional;

/** What somebody may press while a session plays. */
enum Key {
  PAUSE,
  NEXT,
  PREVIOUS,
  QUIT;

  /** The key of a letter; empty for one that means nothing. */
  static Optional<Key> of(int letter) {
    return switch (letter) {
      case ' ' -> Optional.of(PAUSE);
      case 'n', '\n', '\r' -> Optional.of(NEXT);
      case 'p' -> Optional.of(PREVIOUS);
      case 'q', 3 -> Optional.of(QUIT);
      default -> Optional.empty();
    };
  }
}
