package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonText;

/**
 * What stands in the place of withheld content: its kind, its size and why.
 *
 * @param request the entry in the ledger
 * @param classes the classes that hide the content; empty where no path names it
 */
record Notes(String request, String classes) {
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

  /** The note as a content block. */
  byte[] block(String kind, long bytes) {
    return new JsonText()
        .beginObject()
        .key("type")
        .text("text")
        .key("text")
        .text(text(kind, bytes))
        .endObject()
        .bytes();
  }
}
