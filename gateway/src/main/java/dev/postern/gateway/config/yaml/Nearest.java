package dev.postern.gateway.config.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The word that somebody may have meant. */
public final class Nearest {
  /** More names than this are not listed to somebody who wrote an unknown one. */
  private static final int MOST_TOLD = 12;

  private static final int LONGEST_WORD = 64;

  private Nearest() {}

  /** The closest of the words, if one is close enough to be a slip of the pen. */
  public static Optional<String> to(String word, Collection<String> words) {
    if (word.length() > LONGEST_WORD) {
      return Optional.empty();
    }
    int allowed = Math.min(3, (word.length() + 2) / 3);
    return words.stream()
        .filter(other -> other.length() <= LONGEST_WORD && distance(word, other) <= allowed)
        .min(
            Comparator.<String>comparingInt(other -> distance(word, other))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** What to say was expected instead of an unknown word. */
  public static String expectation(String word, Collection<String> words) {
    Optional<String> meant = to(word, words);
    if (meant.isPresent()) {
      return "\"" + meant.get() + "\" perhaps";
    }
    if (words.isEmpty()) {
      return "none, because none is defined";
    }
    List<String> sorted = words.stream().sorted().toList();
    return sorted.size() > MOST_TOLD
        ? "one of " + sorted.size() + " defined names"
        : "one of " + String.join(", ", sorted);
  }

  /** Levenshtein's distance without regard to case, in memory of one row. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int same = lower(left.charAt(i - 1)) == lower(right.charAt(j - 1)) ? 0 : 1;
        row[j] = Math.min(diagonal + same, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[right.length()];
  }

  private static char lower(char letter) {
    return Character.toLowerCase(letter);
  }
}
