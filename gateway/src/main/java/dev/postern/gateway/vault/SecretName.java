package dev.postern.gateway.vault;

import java.util.regex.Pattern;

/**
 * The name of a secret: parts of letters, digits and {@code _ . @ -} with a slash between them.
 *
 * @param text at most 200 characters; no part is empty or begins with a dot
 */
public record SecretName(String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?=.{1,200}$)[A-Za-z0-9_@-][A-Za-z0-9_.@-]*(/[A-Za-z0-9_@-][A-Za-z0-9_.@-]*)*");

  public SecretName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a name of 1 to 200 letters, digits and _ . @ - in parts with / between them");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
