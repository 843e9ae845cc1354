package dev.postern.gateway.page;

import dev.postern.gateway.session.Field;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every answer of the page tells the browser to do and not to do: nothing but the page's own
 * files, no markup made of text by a script, no frame, nothing told to another site, nothing kept.
 */
final class Headers {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final List<Field> ALWAYS =
      List.of(
          new Field("content-security-policy", POLICY),
          new Field("x-content-type-options", "nosniff"),
          new Field("x-frame-options", "DENY"),
          new Field("referrer-policy", "no-referrer"),
          new Field("cross-origin-opener-policy", "same-origin"),
          new Field("cross-origin-resource-policy", "same-origin"),
          new Field("cross-origin-embedder-policy", "require-corp"),
          new Field(
              "permissions-policy",
              "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=()"),
          new Field("x-robots-tag", "noindex, nofollow"));

  private static final Field UNKEPT = new Field("cache-control", "no-store");

  private Headers() {}

  /** With those of an answer that says for itself whether it may be kept. */
  static List<Field> with(List<Field> own) {
    return Stream.concat(own.stream(), ALWAYS.stream()).toList();
  }

  /** With those of an answer that nobody keeps. */
  static List<Field> unkept(List<Field> own) {
    return Stream.concat(Stream.of(UNKEPT), with(own).stream()).toList();
  }
}
