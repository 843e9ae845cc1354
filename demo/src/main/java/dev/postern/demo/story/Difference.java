package dev.postern.demo.story;

/** What happened is not what is promised. */
final class Difference extends Exception {
  private static final long serialVersionUID = 1;

  Difference(String message) {
    super(message);
  }

  /** Throws when something that was promised does not hold. */
  static void unless(boolean holds, String otherwise) throws Difference {
    if (!holds) {
      throw new Difference(otherwise);
    }
  }
}
