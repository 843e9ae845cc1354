package dev.postern.gateway.ledger.story;

import java.util.ArrayList;
import java.util.List;

/** Text that came from elsewhere, made fit for a terminal and broken into lines. */
final class Paragraph {
  private Paragraph() {}

  /**
   * The text with everything that could move a cursor, change a colour or turn the writing's
   * direction shown as {@code U+FFFD}, and line ends as spaces.
   */
  static String safe(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> kept.appendCodePoint(c == '\n' || c == '\t' ? ' ' : unfit(c) ? '\uFFFD' : c));
    return kept.toString();
  }

  /** The text cut to a number of columns, with an ellipsis where something is gone. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int used = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      used += width(c);
      if (used > columns) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('\u2026').toString();
  }

  /** Breaks words into lines of so many columns; lines after the first hang behind an indent. */
  static List<String> wrap(String first, String text, int columns) {
    String indent = " ".repeat(width(first));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    int room = Math.max(20, columns - indent.length());
    int used = 0;
    for (String word : text.split(" +")) {
      for (String piece : pieces(word, room)) {
        int wide = width(piece);
        if (used > 0 && used + 1 + wide > room) {
          lines.add(line.toString());
          line = new StringBuilder(indent);
          used = 0;
        }
        if (used > 0) {
          line.append(' ');
          used++;
        }
        line.append(piece);
        used += wide;
      }
    }
    lines.add(line.toString());
    return lines;
  }

  /** How many columns a terminal gives a text. */
  static int width(String text) {
    return text.codePoints().map(Paragraph::width).sum();
  }

  private static List<String> pieces(String word, int room) {
    if (width(word) <= room) {
      return List.of(word);
    }
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    int used = 0;
    for (int c : word.codePoints().toArray()) {
      if (used + width(c) > room) {
        pieces.add(piece.toString());
        piece.setLength(0);
        used = 0;
      }
      piece.appendCodePoint(c);
      used += width(c);
    }
    pieces.add(piece.toString());
    return pieces;
  }

  /**
   * Two columns for the wide scripts and pictures of Unicode's East Asian Width, none for marks.
   */
  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        c >= 0x1100 && c <= 0x115F
            || c >= 0x2E80 && c <= 0xA4CF
            || c >= 0xAC00 && c <= 0xD7A3
            || c >= 0xF900 && c <= 0xFAFF
            || c >= 0xFE30 && c <= 0xFE6F
            || c >= 0xFF00 && c <= 0xFF60
            || c >= 0xFFE0 && c <= 0xFFE6
            || c >= 0x1F300 && c <= 0x1FAFF
            || c >= 0x20000 && c <= 0x3FFFD;
    return wide ? 2 : 1;
  }

  private static boolean unfit(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
