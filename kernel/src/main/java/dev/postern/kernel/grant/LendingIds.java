package dev.postern.kernel.grant;

import java.util.random.RandomGenerator;

/** Public names of grants, which nobody guesses and everybody can type. */
final class LendingIds {
  private static final int LETTERS = 12;
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

  private final RandomGenerator random;

  LendingIds(RandomGenerator random) {
    this.random = random;
  }

  String next() {
    StringBuilder id = new StringBuilder("g-");
    for (int i = 0; i < LETTERS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
