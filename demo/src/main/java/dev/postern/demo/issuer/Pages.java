package dev.postern.demo.issuer;

import java.util.Map;
import java.util.TreeMap;

/** The issuer's pages: plain HTML, each saying that this is for development only. */
final class Pages {
  private static final String FRAME =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>Development sign-in</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem }
      .only { background: #8a1f11; color: #fff; padding: .5rem 1rem }
      button { display: block; width: 100%%; text-align: left; padding: .6rem 1rem; margin: .4rem 0; font: inherit }
      input { font: inherit; padding: .4rem }
      </style>
      </head>
      <body>
      <p class="only">Development only. This issuer asks for no password and exists only in the demo.</p>
      %s
      </body>
      </html>
      """;

  private Pages() {}

  /** Buttons with the people that one can be. */
  static String choice(String action, Map<String, String> carried, String client, String audience) {
    StringBuilder form = new StringBuilder();
    form.append("<h1>Who are you?</h1>\n<p><b>")
        .append(escaped(client))
        .append("</b> asks for a token for <code>")
        .append(escaped(audience))
        .append("</code>.</p>\n<form method=\"post\" action=\"")
        .append(action)
        .append("\">\n");
    new TreeMap<>(carried)
        .forEach((name, value) ->
            form.append(
                "<input type=\"hidden\" name=\"%s\" value=\"%s\">%n"
                    .formatted(escaped(name), escaped(value))));
    for (Character who : Cast.atTheDoor()) {
      form.append(
          "<button name=\"who\" value=\"%s\"><b>%s</b>, %s</button>%n"
              .formatted(who.subject(), who.subject(), escaped(who.about())));
    }
    form.append("<button name=\"who\" value=\"-\">None of these: refuse</button>\n</form>");
    return FRAME.formatted(form);
  }

  /** A field for the code that a device shows. */
  static String code() {
    return FRAME.formatted(
        """
        <h1>Enter the code</h1>
        <form method="get" action="device">
        <input name="user_code" autofocus autocomplete="off" placeholder="XXXX-XXXX">
        <button>Go on</button>
        </form>\
        """);
  }

  static String done(boolean given) {
    return FRAME.formatted(
        given
            ? "<h1>Signed in</h1><p>Go back to your terminal.</p>"
            : "<h1>Refused</h1><p>No token was given.</p>");
  }

  static String failed(Refusal refusal) {
    return FRAME.formatted(
        "<h1>That did not work</h1><p>" + escaped(String.valueOf(refusal.getMessage())) + "</p>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
