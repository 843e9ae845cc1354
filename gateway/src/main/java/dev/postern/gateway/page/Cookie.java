package dev.postern.gateway.page;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The page's two cookies (RFC 6265bis). {@code __Host-} makes browsers demand {@code Secure}, the
 * whole path and no domain, so that no other host can set them.
 */
enum Cookie {
  /**
   * Names a browser's session. Only requests that a page of this very site makes carry it, so not
   * even following a link to the page does; its scripts then ask who is signed in.
   */
  SESSION("__Host-postern", "Strict"),
  /** Names the browser that began to sign in; the issuer's answer comes from another site. */
  BEGUN("__Host-postern-begun", "Lax");

  private final String title;
  private final String sameSite;

  Cookie(String title, String sameSite) {
    this.title = title;
    this.sameSite = sameSite;
  }

  /** Its name. */
  String title() {
    return title;
  }

  /** The only value of this cookie that a request has; of two of one name neither counts. */
  Optional<String> of(RequestHead head, int longest) {
    List<String> values =
        head.fields().stream()
            .filter(field -> field.name().equals("cookie") && field.value().length() <= longest)
            .flatMap(field -> Arrays.stream(field.value().split(";", -1)))
            .map(String::strip)
            .filter(pair -> pair.startsWith(title + "="))
            .map(pair -> pair.substring(title.length() + 1))
            .toList();
    return values.size() == 1 && Secret.shaped(values.getFirst())
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  /** Whether a request has it at all, in whatever form. */
  boolean in(RequestHead head) {
    return head.fields().stream()
        .anyMatch(field -> field.name().equals("cookie") && field.value().contains(title + "="));
  }

  /** Gives it to a browser. */
  Field set(String value, Duration life) {
    return new Field(
        "set-cookie",
        title
            + "="
            + value
            + "; Path=/; Secure; HttpOnly; SameSite="
            + sameSite
            + "; Max-Age="
            + life.toSeconds());
  }

  /** Takes it away. */
  Field clear() {
    return set("", Duration.ZERO);
  }
}
