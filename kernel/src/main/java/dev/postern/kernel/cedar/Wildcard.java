package dev.postern.kernel.cedar;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The pattern of a {@code like}: literal pieces with a wildcard between each two. One piece is a
 * pattern without wildcards; an empty piece at an end is a wildcard at that end.
 */
public record Wildcard(List<String> pieces) {
  public Wildcard {
    pieces = List.copyOf(pieces);
  }

  /**
   * Whether all of {@code text} fits. Each piece is taken at its first place, which loses nothing:
   * a wildcard takes any rest.
   */
  public boolean matches(String text) {
    String first = pieces.getFirst();
    if (pieces.size() == 1) {
      return text.equals(first);
    }
    String last = pieces.getLast();
    if (text.length() < first.length() + last.length()
        || !text.startsWith(first)
        || !text.endsWith(last)) {
      return false;
    }
    int end = text.length() - last.length();
    int from = first.length();
    for (int i = 1; i < pieces.size() - 1; i++) {
      int found = text.indexOf(pieces.get(i), from);
      if (found < 0 || found + pieces.get(i).length() > end) {
        return false;
      }
      from = found + pieces.get(i).length();
    }
    return true;
  }

  @Override
  public String toString() {
    return pieces.stream()
        .map(piece -> Str.quoted(piece).replace("*", "\\*"))
        .map(piece -> piece.substring(1, piece.length() - 1))
        .collect(Collectors.joining("*", "\"", "\""));
  }
}
