package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import java.util.Set;

/** Covers content that no path names, where its viewer may see only what is named. */
final class Covering {
  /** What stands in the place of a text. */
  static final byte[] NOTE = JsonText.quoted("[withheld]");

  /** Words of the protocol itself: without them the client could not read the message. */
  private static final Set<String> WORDS =
      Set.of("type", "role", "mode", "includeContext", "format", "toolChoice");

  private Covering() {}

  /** Covers every text below a value but the protocol's own words; schemas keep their shape. */
  static void texts(Edits edits, JsonValue value) {
    value
        .members()
        .forEach(member -> {
          if (!(WORDS.contains(member.name()) && member.value().is(JsonKind.STRING))) {
            covered(edits, member.value());
          }
        });
    value.elements().forEach(element -> covered(edits, element));
  }

  private static void covered(Edits edits, JsonValue value) {
    if (value.is(JsonKind.STRING)) {
      edits.replace(value, NOTE);
    } else {
      texts(edits, value);
    }
  }
}
