package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonText;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stands in the place of withheld content: its kind, its size and why.
 *
 * @param request the entry in the ledger
 * @param classes the classes that hide the content; empty where no path names it
 */
record Notes(String request, String classes) {
  /** For a viewer who sees everything: nothing is withheld. */
  static final Notes NONE = new Notes("", "");

  /** What stands in the place of a text where the whole message is not named by any path. */
  static final byte[] NOTE = JsonText.quoted("[withheld]");

  private static final Set<String> KINDS =
      Set.of("text", "image", "audio", "resource", "resource_link");

  /** A media type of a registered tree (RFC 6838); anything else could be content. */
  private static final Pattern MEDIA =
      Pattern.compile(
          "(application|audio|font|image|model|text|video)/[a-zA-Z0-9][a-zA-Z0-9.+-]{0,60}");

  static Notes of(OpenCall call, View view) {
    return new Notes(call.passage().id().toString(), view.classes());
  }

  /** The note for content of a kind. */
  String text(String kind, long bytes) {
    return text(kind, bytes, classes);
  }

  /** The note for content of a class. */
  String text(String kind, long bytes, String classed) {
    String why = classed.isEmpty() ? "not named by any path" : "class " + classed;
    return "[withheld: " + kind + ", " + bytes + " bytes, " + why + ", request " + request + "]";
  }

  /** The type to be told of withheld content: only what is known to be one. */
  static String kind(Optional<String> media, String type) {
    return media.filter(Notes::isMedia).orElse(KINDS.contains(type) ? type : "content");
  }

  /** Whether a text is a media type and nothing else. */
  static boolean isMedia(String text) {
    return MEDIA.matcher(text).matches();
  }

  /** A text as a content block. */
  static byte[] block(String text) {
    return new JsonText()
        .beginObject()
        .key("type")
        .text("text")
        .key("text")
        .text(text)
        .endObject()
        .bytes();
  }
}
