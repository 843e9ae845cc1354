package dev.postern.gateway.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line out of what people are asked to approve, so that one request on a list can be told from
 * another: the single values of the gateway's own print, without those that the label says. It is
 * no ground for an answer; that is the whole text.
 */
final class Excerpt {
  private static final int LONGEST = 160;
  private static final Pattern SINGLE =
      Pattern.compile("^\\s*(?:(\"(?:[^\"\\\\]|\\\\.)*+\"): )?+([^\\[{}\\]\\s].*?),?$");

  private Excerpt() {}

  /** The excerpt of a text whose first line is its label; empty where it has no single values. */
  static String of(String text) {
    String label = text.lines().findFirst().orElse("");
    StringBuilder said = new StringBuilder();
    for (String line : (Iterable<String>) text.lines().skip(1)::iterator) {
      Matcher single = SINGLE.matcher(line);
      if (single.matches() && !inLabel(label, single.group(2))) {
        said.append(said.isEmpty() ? "" : " · ");
        if (single.group(1) != null) {
          said.append(bare(single.group(1))).append(": ");
        }
        said.append(single.group(2));
      }
      if (said.length() > LONGEST) {
        int end = Character.isHighSurrogate(said.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return said.substring(0, end) + "…";
      }
    }
    return said.toString();
  }

  private static boolean inLabel(String label, String value) {
    return value.length() > 2 && value.startsWith("\"") && label.contains(bare(value));
  }

  private static String bare(String quoted) {
    return quoted.substring(1, quoted.length() - 1);
  }
}
