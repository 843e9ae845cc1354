package dev.postern.kernel.operation;

import dev.postern.kernel.identity.Principal;
import java.util.List;

/**
 * One thing that a caller asks of a target, described by its protocol.
 *
 * @param caller who asks
 * @param target the target's name
 * @param label how a person would name it in one line, for example {@code tools/call deploy_model};
 *     at most {@value #LONGEST_LABEL} characters, no control characters
 * @param atoms what must be permitted; never empty
 * @param effect the most that it can do
 * @param context what conditions may look at, beside the facts that the gate adds
 * @param payload what is asked, whole: the part that the digest covers and the recording keeps
 */
public record Operation(
    Principal caller,
    String target,
    String label,
    List<Atom> atoms,
    Effect effect,
    Value.MapOf context,
    Value payload) {
  /** The longest label, in characters. */
  public static final int LONGEST_LABEL = 200;

  public Operation {
    atoms = List.copyOf(atoms);
    if (atoms.isEmpty()) {
      throw new IllegalArgumentException(
          "an operation without an atom would be permitted by nobody");
    }
    label = plain(label);
  }

  /** What was asked, as 32 bytes: see {@link Digests#of(Operation)}. */
  public byte[] digest() {
    return Digests.of(this);
  }

  private static String plain(String label) {
    boolean clean = label.length() <= LONGEST_LABEL;
    for (int i = 0; clean && i < label.length(); i++) {
      clean = !unfit(label.charAt(i));
    }
    if (clean) {
      return label;
    }
    StringBuilder kept = new StringBuilder();
    label
        .codePoints()
        .limit(LONGEST_LABEL)
        .forEach(c -> kept.appendCodePoint(unfit(c) ? '\uFFFD' : c));
    return kept.toString();
  }

  /**
   * Controls, format characters (right-to-left marks among them) and lone surrogates do not belong
   * on a screen.
   */
  private static boolean unfit(int c) {
    if (c >= ' ' && c < 0x7f) {
      return false;
    }
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
