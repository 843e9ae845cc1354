package dev.postern.kernel.cedar;

import java.util.Optional;

/** The methods of the language itself. */
public enum Builtin {
  CONTAINS("contains", 1),
  CONTAINS_ALL("containsAll", 1),
  CONTAINS_ANY("containsAny", 1),
  IS_EMPTY("isEmpty", 0),
  GET_TAG("getTag", 1),
  HAS_TAG("hasTag", 1);

  private final String spelling;
  private final int arguments;

  Builtin(String spelling, int arguments) {
    this.spelling = spelling;
    this.arguments = arguments;
  }

  /** How policies write it. */
  public String spelling() {
    return spelling;
  }

  /** How many arguments it takes besides its target. */
  public int arguments() {
    return arguments;
  }

  static Optional<Builtin> named(String name) {
    for (Builtin builtin : values()) {
      if (builtin.spelling.equals(name)) {
        return Optional.of(builtin);
      }
    }
    return Optional.empty();
  }
}
