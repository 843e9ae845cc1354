package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.operation.Value;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Masks content blocks and resource contents. A text that is JSON is masked by the same paths as
 * structured content and put back into its string; every other text, and everything binary, is
 * withheld, its type and size kept.
 */
final class ContentMask {
  private final View view;
  private final Notes notes;
  private final McpLimits limits;
  private final Edits edits;
  private final Optional<Value> structured;

  /**
   * A mask for the content of one reply.
   *
   * @param structured the structured content that texts are copies of, where there is one: a text
   *     of another shape could show elsewhere what a path hides
   */
  ContentMask(
      View view, Notes notes, McpLimits limits, Edits edits, Optional<JsonValue> structured) {
    this.view = view;
    this.notes = notes;
    this.limits = limits;
    this.edits = edits;
    this.structured = structured.map(JsonPayload::of);
  }

  /** One content block, or a list of them. */
  Tally blocks(JsonValue content) throws Unmaskable {
    if (content.is(JsonKind.OBJECT)) {
      return block(content);
    }
    if (!content.is(JsonKind.ARRAY)) {
      throw new Unmaskable("the content of the reply cannot be understood");
    }
    Tally tally = Tally.NONE;
    for (JsonValue block : content.elements()) {
      tally = tally.and(block(block));
    }
    return tally;
  }

  /** The contents of a resource. */
  Tally contents(JsonValue contents) throws Unmaskable {
    if (!contents.is(JsonKind.ARRAY)) {
      throw new Unmaskable("the contents of the reply cannot be understood");
    }
    Tally tally = Tally.NONE;
    for (JsonValue entry : contents.elements()) {
      Optional<Tally> masked = text(entry, Set.of("uri", "mimeType", "text"));
      if (masked.isEmpty()) {
        edits.replace(entry, withheldEntry(entry));
      }
      tally = tally.and(masked.orElse(new Tally(0, 1)));
    }
    return tally;
  }

  private Tally block(JsonValue block) throws Unmaskable {
    String type = block.textOf("type").orElse("unknown content");
    Optional<Tally> masked =
        switch (type) {
          case "text" -> text(block, Set.of("type", "text"));
          case "resource" -> resource(block);
          default -> Optional.empty();
        };
    if (masked.isEmpty()) {
      edits.replace(block, notes.block(kind(block, type), size(block)));
    }
    return masked.orElse(new Tally(0, 1));
  }

  private Optional<Tally> resource(JsonValue block) throws Unmaskable {
    Optional<JsonValue> inner = block.member("resource", JsonKind.OBJECT);
    Optional<Tally> masked =
        inner.isPresent() ? text(inner.get(), Set.of("uri", "mimeType", "text")) : Optional.empty();
    if (masked.isPresent()) {
      edits.keepMembers(block, member -> Set.of("type", "resource").contains(member.name()));
    }
    return masked;
  }

  /** Masks the JSON within the member {@code text}; empty where there is none. */
  private Optional<Tally> text(JsonValue holder, Set<String> kept) throws Unmaskable {
    Optional<JsonValue> text = holder.member("text", JsonKind.STRING);
    Optional<JsonDocument> inner = text.flatMap(this::json);
    if (inner.isEmpty() || elsewhere(inner.get())) {
      return Optional.empty();
    }
    Edits within = Edits.of(inner.get());
    Tally tally = StructuredMask.apply(view, notes, inner.get().root(), within);
    if (!within.isEmpty()) {
      String masked = new String(within.apply(), StandardCharsets.UTF_8);
      edits.replace(text.get(), JsonText.quoted(masked));
    }
    edits.keepMembers(holder, member -> kept.contains(member.name()));
    return Optional.of(tally);
  }

  private Optional<JsonDocument> json(JsonValue text) {
    if (text.hasLoneSurrogate()) {
      return Optional.empty();
    }
    byte[] inner = text.text().getBytes(StandardCharsets.UTF_8);
    return JsonScan.of(inner, limits.replied()) instanceof JsonDocument document
            && Masks.container(document.root())
        ? Optional.of(document)
        : Optional.empty();
  }

  private boolean elsewhere(JsonDocument inner) {
    return structured.isPresent() && !structured.get().equals(JsonPayload.of(inner.root()));
  }

  private byte[] withheldEntry(JsonValue entry) {
    String type = entry.textOf("mimeType").orElse("content");
    return new JsonText()
        .beginObject()
        .key("uri")
        .text(entry.textOf("uri").orElse(""))
        .key("mimeType")
        .text("text/plain")
        .key("text")
        .text(notes.text(type, size(entry)))
        .endObject()
        .bytes();
  }

  private static String kind(JsonValue block, String type) {
    return block
        .textOf("mimeType")
        .or(() -> block.member("resource").flatMap(inner -> inner.textOf("mimeType")))
        .orElse(type);
  }

  /** The bytes of what is withheld: of the decoded content where it is base64. */
  private static long size(JsonValue block) {
    JsonValue inner = block.member("resource").orElse(block);
    Optional<JsonValue> binary =
        inner.member("blob", JsonKind.STRING).or(() -> inner.member("data", JsonKind.STRING));
    if (binary.isPresent()) {
      String text = binary.get().text();
      int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
      return Math.max(0, text.length() / 4L * 3 - padding);
    }
    return inner
        .member("text", JsonKind.STRING)
        .map(text -> (long) text.text().getBytes(StandardCharsets.UTF_8).length)
        .orElse((long) inner.end() - inner.start());
  }
}
