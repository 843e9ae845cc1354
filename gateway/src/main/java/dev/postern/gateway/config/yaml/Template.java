package dev.postern.gateway.config.yaml;

import java.util.regex.Pattern;

/**
 * A path of parts with slashes between them, and within one part a hole that somebody's name fills.
 *
 * @param hole how the hole is written, once in the text
 */
public record Template(String text, String hole) {
  /** Every name that may stand in a path, and more. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]*");

  /** Whether it makes this path of somebody's name. */
  boolean makes(String path) {
    return makes(text, path);
  }

  private boolean makes(String form, String path) {
    int at = form.indexOf(hole);
    String head = form.substring(0, at);
    String tail = form.substring(at + hole.length());
    return path.length() > head.length() + tail.length()
        && path.startsWith(head)
        && path.endsWith(tail)
        && NAME.matcher(path.substring(head.length(), path.length() - tail.length())).matches();
  }

  /** Whether there is a path that both make, of whatever two names. */
  boolean meets(Template other) {
    String[] ours = text.split("/", -1);
    String[] theirs = other.text.split("/", -1);
    boolean meet = ours.length == theirs.length;
    // No name has a slash in it, so that part stands against part.
    for (int i = 0; meet && i < ours.length; i++) {
      meet = partsMeet(ours[i], theirs[i]);
    }
    return meet;
  }

  private boolean partsMeet(String one, String another) {
    int here = one.indexOf(hole);
    int there = another.indexOf(hole);
    if (here < 0) {
      return there < 0 ? one.equals(another) : makes(another, one);
    }
    if (there < 0) {
      return makes(one, another);
    }
    String tail = one.substring(here + hole.length());
    String otherTail = another.substring(there + hole.length());
    return headsMeet(one.substring(0, here), another.substring(0, there))
        && (tail.endsWith(otherTail) || otherTail.endsWith(tail));
  }

  /** What one has more than the other is the beginning of a name then. */
  private static boolean headsMeet(String one, String another) {
    String longer = one.length() >= another.length() ? one : another;
    String shorter = one.length() >= another.length() ? another : one;
    String more = longer.substring(shorter.length());
    return longer.startsWith(shorter) && (more.isEmpty() || NAME.matcher(more).matches());
  }
}
