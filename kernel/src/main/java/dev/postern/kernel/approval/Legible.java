package dev.postern.kernel.approval;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.HexFormat;

/**
 * A text in characters that show as themselves, where they stand. What does not is written out as
 * JSON would: controls, marks, blanks, letters that look like those of ASCII, and letters of
 * scripts that run from right to left, unless a value has nothing else in it.
 */
final class Legible {
  /** Spaces in a row that show as themselves: with more, what follows could pose as a new line. */
  private static final int SPACES = 16;

  private final String text;
  private final StringBuilder out;
  private final boolean rightToLeft;
  private int wordEnd;
  private boolean mixedWord;
  private int spaces;

  /**
   * A text to be printed.
   *
   * @param alone whether nothing but signs stands beside it on its line
   */
  Legible(String text, boolean alone, StringBuilder out) {
    this.text = text;
    this.out = out;
    this.rightToLeft = alone && onlyRightToLeft(text);
  }

  /** Prints the character at a place; where the next one is. */
  int print(int at) {
    int c = text.codePointAt(at);
    int next = at + Character.charCount(c);
    if (at >= wordEnd) {
      readWord(at);
    }
    spaces = c == ' ' ? spaces + 1 : 0;
    if (c < 0x80 ? c >= ' ' && c != 0x7f && spaces <= SPACES : shows(c)) {
      out.appendCodePoint(c);
    } else {
      escape(c);
    }
    return next;
  }

  private void escape(int c) {
    for (char unit : Character.toChars(c)) {
      out.append("\\u").append(HexFormat.of().toHexDigits(unit));
    }
  }

  private boolean shows(int c) {
    if (runsRightToLeft(c)) {
      return rightToLeft && Character.isLetter(c);
    }
    return plain(c) && !(mixedWord && Character.isLetter(c) && !latin(c)) && !likeAscii(c);
  }

  /** Whether a character shows as itself, where it stands, and no wider than a person expects. */
  private static boolean plain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      default -> !blank(c);
    };
  }

  /** Letters and signs that show nothing (Unicode's Default_Ignorable_Code_Point, and blanks). */
  private static boolean blank(int c) {
    return switch (c) {
      case 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x1D159 -> true;
      default -> false;
    };
  }

  /**
   * Whether it is another form of an ASCII character: full width, mathematical, in a circle; or
   * passes for the sign at which a value ends.
   */
  private static boolean likeAscii(int c) {
    if (c == 0x201C || c == 0x201D || c == 0x201F || c == 0x02BA || c == 0x2033 || c == 0x2036) {
      return true;
    }
    String plainest = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC);
    return plainest.length() == 1 && plainest.charAt(0) < 0x80;
  }

  private static boolean runsRightToLeft(int c) {
    return switch (Character.getDirectionality(c)) {
      case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
          Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
          Character.DIRECTIONALITY_ARABIC_NUMBER ->
          true;
      default -> false;
    };
  }

  private static boolean onlyRightToLeft(String text) {
    return text.codePoints().allMatch(c -> c == ' ' || runsRightToLeft(c) && Character.isLetter(c));
  }

  /** Looks at the word that begins here, if one does: whether it mixes Latin with lookalikes. */
  private void readWord(int at) {
    boolean latin = false;
    boolean other = false;
    int end = at;
    while (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end))) {
      int c = text.codePointAt(end);
      latin |= Character.isLetter(c) && latin(c);
      other |= Character.isLetter(c) && !latin(c) && !ideographic(c);
      end += Character.charCount(c);
    }
    wordEnd = Math.max(end, at + 1);
    mixedWord = latin && other;
  }

  private static boolean latin(int c) {
    return UnicodeScript.of(c) == UnicodeScript.LATIN;
  }

  /** Scripts that are written beside Latin letters within a word, and look like none of them. */
  private static boolean ideographic(int c) {
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
      default -> false;
    };
  }
}
