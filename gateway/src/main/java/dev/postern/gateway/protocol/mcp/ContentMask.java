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

/**
 * Masks content blocks and resource contents. Each is printed anew: a text that is JSON is masked
 * by the same paths as structured content; every other text, and everything binary, is withheld,
 * its type and size kept.
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

  /** A JSON text, masked. */
  private record Inner(String text, Tally tally) {}

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

  /**
   * The contents of a resource.
   *
   * @param uri under which it was asked for
   */
  Tally contents(JsonValue contents, String uri) throws Unmaskable {
    if (!contents.is(JsonKind.ARRAY)) {
      throw new Unmaskable("the contents of the reply cannot be understood");
    }
    Tally tally = Tally.NONE;
    for (JsonValue entry : contents.elements()) {
      Optional<Inner> inner = text(entry);
      String media = entry.textOf("mimeType").filter(Notes::isMedia).orElse("text/plain");
      edits.replace(
          entry,
          inner.isPresent()
              ? entry(uri, media, inner.get().text())
              : entry(uri, "text/plain", notes.text(kind(entry, "content"), size(entry))));
      tally = tally.and(inner.map(Inner::tally).orElse(new Tally(0, 1)));
    }
    return tally;
  }

  private Tally block(JsonValue block) throws Unmaskable {
    String type = block.textOf("type").orElse("content");
    Optional<JsonValue> holder =
        switch (type) {
          case "text" -> Optional.of(block);
          case "resource" -> block.member("resource", JsonKind.OBJECT);
          default -> Optional.empty();
        };
    Optional<Inner> inner = holder.isPresent() ? text(holder.get()) : Optional.empty();
    String shown =
        inner.isPresent() ? inner.get().text() : notes.text(kind(block, type), size(block));
    edits.replace(block, Notes.block(shown));
    return inner.map(Inner::tally).orElse(new Tally(0, 1));
  }

  /** Masks the JSON within the member {@code text}; empty where there is none. */
  private Optional<Inner> text(JsonValue holder) throws Unmaskable {
    Optional<JsonDocument> inner = holder.member("text", JsonKind.STRING).flatMap(this::json);
    if (inner.isEmpty() || elsewhere(inner.get())) {
      return Optional.empty();
    }
    Edits within = Edits.of(inner.get());
    Tally tally = StructuredMask.apply(view, notes, inner.get().root(), within);
    return Optional.of(new Inner(new String(within.apply(), StandardCharsets.UTF_8), tally));
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

  private static byte[] entry(String uri, String media, String text) {
    return new JsonText()
        .beginObject()
        .key("uri")
        .text(uri)
        .key("mimeType")
        .text(media)
        .key("text")
        .text(text)
        .endObject()
        .bytes();
  }

  private static String kind(JsonValue block, String type) {
    Optional<String> media =
        block
            .textOf("mimeType")
            .or(() -> block.member("resource").flatMap(inner -> inner.textOf("mimeType")));
    return Notes.kind(media, type);
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
