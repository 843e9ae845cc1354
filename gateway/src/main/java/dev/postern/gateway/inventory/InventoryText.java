package dev.postern.gateway.inventory;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An inventory as JSON: {@code {"format": 1, "target", "protocol", "server", "taken", "items":
 * [{"kind", "name", "facts": {}}], "cuts": [{"kind", "why"}]}}. What differs between two of one
 * target is what differs in their texts, item by item, so that they can be kept under version
 * control.
 */
public final class InventoryText {
  private static final long FORMAT = 1;

  /** What the largest inventory that a scan makes takes, and more. */
  private static final JsonLimits LIMITS =
      new JsonLimits(128 << 20, 16, 1 << 21, 1_000, JsonLimits.LoneSurrogates.KEEP);

  private InventoryText() {}

  /** A text that is no inventory. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    private Unreadable(String why) {
      super(why);
    }
  }

  /** The text, on one line. */
  public static byte[] of(Inventory inventory) {
    JsonText text = new JsonText().beginObject();
    text.key("format").number(FORMAT);
    text.key("target").text(inventory.target()).key("protocol").text(inventory.protocol());
    text.key("server").text(inventory.server());
    text.key("taken").text(inventory.taken().toString());
    text.key("items").beginArray();
    for (Item item : inventory.items()) {
      text.beginObject().key("kind").text(item.kind().word()).key("name").text(item.name());
      text.key("facts").beginObject();
      item.facts().forEach((name, fact) -> text.key(name).text(fact));
      text.endObject().endObject();
    }
    text.endArray().key("cuts").beginArray();
    for (Inventory.Cut cut : inventory.cuts()) {
      text.beginObject().key("kind").text(cut.kind().word()).key("why").text(cut.why()).endObject();
    }
    return text.endArray().endObject().bytes();
  }

  /**
   * Reads it.
   *
   * @param text handed over
   * @throws Unreadable when it is no inventory
   */
  public static Inventory read(byte[] text) throws Unreadable {
    return switch (JsonScan.of(text, LIMITS)) {
      case JsonFault fault ->
          throw new Unreadable("no JSON: " + fault.reason() + " at octet " + fault.offset());
      case JsonDocument document -> inventory(document.root());
    };
  }

  /** Reads one that stands within a document. */
  public static Inventory inventory(JsonValue root) throws Unreadable {
    String format = root.member("format", JsonKind.NUMBER).map(JsonValue::numberText).orElse("");
    if (!format.equals(Long.toString(FORMAT))) {
      throw new Unreadable("no inventory of format " + FORMAT);
    }
    List<Item> items = new ArrayList<>();
    for (JsonValue item : array(root, "items")) {
      items.add(new Item(kind(item), required(item, "name"), facts(item)));
    }
    List<Inventory.Cut> cuts = new ArrayList<>();
    for (JsonValue cut : array(root, "cuts")) {
      cuts.add(new Inventory.Cut(kind(cut), required(cut, "why")));
    }
    return new Inventory(
        required(root, "target"),
        required(root, "protocol"),
        required(root, "server"),
        taken(root),
        items,
        cuts);
  }

  private static Instant taken(JsonValue root) throws Unreadable {
    try {
      return Instant.parse(required(root, "taken"));
    } catch (DateTimeException wrong) {
      throw new Unreadable("'taken' is no moment");
    }
  }

  private static Iterable<JsonValue> array(JsonValue root, String name) throws Unreadable {
    return root.member(name, JsonKind.ARRAY)
        .orElseThrow(() -> new Unreadable("there is no list '" + name + "'"))
        .elements();
  }

  private static Kind kind(JsonValue item) throws Unreadable {
    String word = required(item, "kind");
    return Kind.named(word).orElseThrow(() -> new Unreadable("an item of no known kind"));
  }

  private static String required(JsonValue item, String name) throws Unreadable {
    return item.textOf(name).orElseThrow(() -> new Unreadable("'" + name + "' is missing"));
  }

  private static Map<String, String> facts(JsonValue item) throws Unreadable {
    Map<String, String> facts = new TreeMap<>();
    JsonValue object =
        item.member("facts", JsonKind.OBJECT)
            .orElseThrow(() -> new Unreadable("an item without 'facts'"));
    for (JsonMember member : object.members()) {
      if (!member.value().is(JsonKind.STRING)) {
        throw new Unreadable("a fact is no text");
      }
      facts.put(member.name(), member.value().text());
    }
    return facts;
  }
}
