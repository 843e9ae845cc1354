package dev.postern.gateway.credential;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of somebody as it may stand in the name of an account or of a secret: letters, digits
 * and {@code _ . @ -}, and nothing that means anything to a path, an address or a server.
 *
 * @param text 1 to 63 ASCII characters, the first a letter or digit, no two dots together
 */
public record CallerName(String text) {
  private static final Pattern FORM =
      Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9_.@-]{0,62}");

  public CallerName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("a name that cannot stand in a template");
    }
  }

  /** The name; empty for one that cannot stand there. Nothing of it is changed or left out. */
  public static Optional<CallerName> of(String name) {
    return FORM.matcher(name).matches() ? Optional.of(new CallerName(name)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
