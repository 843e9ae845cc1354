package dev.postern.gateway.scan;

import dev.postern.gateway.inventory.Hidden;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One entry of an MCP list as things of an inventory. What it says of itself is taken down, and
 * believed in nothing.
 */
final class McpItems {
  private static final Set<String> HINTS =
      Set.of("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint");

  /** Characters of one name that is a part of another; of a longer one also its digest. */
  private static final int PART = 256;

  private final ScanLimits limits;

  McpItems(ScanLimits limits) {
    this.limits = limits;
  }

  /**
   * What a server says to whoever begins a session, for its model to read; nothing where that is
   * nothing.
   */
  List<Item> server(JsonValue hello) {
    Map<String, String> facts = new TreeMap<>();
    hello.textOf("instructions").ifPresent(text -> facts.put("instructions", bounded(text)));
    Item item = new Item(Kind.SERVER, "initialize", facts).hiding(Hidden.in(hello));
    return item.facts().isEmpty() ? List.of() : List.of(item);
  }

  /** A tool with the places of its structured reply; nothing where it has no name. */
  List<Item> tool(JsonValue entry) {
    Optional<String> name = entry.textOf("name");
    if (name.isEmpty()) {
      return List.of();
    }
    Map<String, String> facts = words(entry);
    entry
        .member("inputSchema")
        .ifPresent(schema -> {
          facts.put("input", Sums.of(schema));
          facts.put("arguments", bounded(arguments(schema)));
        });
    entry.member("outputSchema").ifPresent(schema -> facts.put("output", Sums.of(schema)));
    entry
        .member("annotations", JsonKind.OBJECT)
        .ifPresent(annotations -> facts.put("hints", hints(annotations)));
    List<Item> items = new ArrayList<>();
    items.add(new Item(Kind.TOOL, bounded(name.get()), facts).hiding(Hidden.in(entry)));
    entry
        .member("outputSchema", JsonKind.OBJECT)
        .ifPresent(schema -> new Leaves(items).add(part(name.get()) + " $", schema, 0));
    return items;
  }

  /** A prompt; nothing where it has no name. */
  List<Item> prompt(JsonValue entry) {
    Map<String, String> facts = words(entry);
    entry
        .member("arguments", JsonKind.ARRAY)
        .ifPresent(arguments -> {
          List<String> names = new ArrayList<>();
          arguments.elements().forEach(argument -> argument.textOf("name").ifPresent(names::add));
          facts.put("input", Sums.of(arguments));
          facts.put("arguments", bounded(String.join(", ", names)));
        });
    return named(Kind.PROMPT, entry.textOf("name"), entry, facts);
  }

  /** A resource; nothing where it has no URI. */
  List<Item> resource(JsonValue entry) {
    return content(Kind.RESOURCE, entry.textOf("uri"), entry);
  }

  /** A template of resources; nothing where it has no URI template. */
  List<Item> template(JsonValue entry) {
    return content(Kind.TEMPLATE, entry.textOf("uriTemplate"), entry);
  }

  private List<Item> content(Kind kind, Optional<String> uri, JsonValue entry) {
    Map<String, String> facts = words(entry);
    entry.textOf("name").ifPresent(name -> facts.put("called", bounded(name)));
    entry.textOf("mimeType").ifPresent(type -> facts.put("type", bounded(type)));
    return named(kind, uri, entry, facts);
  }

  private List<Item> named(
      Kind kind, Optional<String> name, JsonValue entry, Map<String, String> facts) {
    return name.map(
            given -> List.of(new Item(kind, bounded(given), facts).hiding(Hidden.in(entry))))
        .orElse(List.of());
  }

  private Map<String, String> words(JsonValue entry) {
    Map<String, String> facts = new TreeMap<>();
    entry.textOf("title").ifPresent(title -> facts.put("title", bounded(title)));
    entry.textOf("description").ifPresent(text -> facts.put("description", bounded(text)));
    return facts;
  }

  /** The properties of an object's schema: {@code limit: integer, query: string (required)}. */
  private static String arguments(JsonValue schema) {
    Set<String> required = new HashSet<>();
    schema
        .member("required", JsonKind.ARRAY)
        .ifPresent(names ->
            names
                .elements()
                .forEach(name -> {
                  if (name.is(JsonKind.STRING)) {
                    required.add(name.text());
                  }
                }));
    Map<String, String> told = new TreeMap<>();
    for (JsonMember property : properties(schema)) {
      told.put(
          property.name(),
          property.name()
              + ": "
              + type(property.value())
              + (required.contains(property.name()) ? " (required)" : ""));
    }
    return String.join(", ", told.values());
  }

  private static String hints(JsonValue annotations) {
    Map<String, String> told = new TreeMap<>();
    for (JsonMember member : annotations.members()) {
      if (HINTS.contains(member.name()) && member.value().is(JsonKind.BOOLEAN)) {
        told.put(member.name(), member.name() + "=" + member.value().truth());
      }
    }
    return told.values().stream().collect(Collectors.joining(", "));
  }

  /**
   * The leaves of a reply's schema; what is described elsewhere ({@code $ref}) is not followed. It
   * stops soon after there is more than a whole inventory may have.
   */
  private final class Leaves {
    private final List<Item> items;
    private long characters;

    Leaves(List<Item> items) {
      this.items = items;
    }

    private boolean full() {
      return items.size() > limits.items() || characters > limits.characters();
    }

    void add(String path, JsonValue schema, int depth) {
      boolean deeper = depth < limits.depth() && path.length() <= limits.text();
      Optional<JsonValue> element = schema.member("items", JsonKind.OBJECT).filter(all -> deeper);
      if (deeper && properties(schema).iterator().hasNext()) {
        for (JsonMember property : properties(schema)) {
          if (full()) {
            return;
          }
          add(path + step(part(property.name())), property.value(), depth + 1);
        }
      } else if (element.isPresent()) {
        add(path + "[*]", element.get(), depth + 1);
      } else if (depth > 0) {
        Map<String, String> facts = new TreeMap<>(Map.of("type", bounded(type(schema))));
        schema.textOf("format").ifPresent(format -> facts.put("format", bounded(format)));
        Item leaf = new Item(Kind.FIELD, bounded(path), facts);
        characters += Sums.characters(leaf);
        items.add(leaf);
      }
    }
  }

  /** A step of a path as target files write it. */
  private static String step(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*")
        ? "." + name
        : "['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
  }

  private static Iterable<JsonMember> properties(JsonValue schema) {
    return schema.member("properties", JsonKind.OBJECT).map(JsonValue::members).orElse(List.of());
  }

  private static String type(JsonValue schema) {
    Optional<JsonValue> type = schema.member("type");
    if (type.isEmpty()) {
      return schema.member("$ref").isPresent() ? "described elsewhere" : "anything";
    }
    if (type.get().is(JsonKind.STRING)) {
      return type.get().text();
    }
    List<String> several = new ArrayList<>();
    type.get()
        .elements()
        .forEach(each -> several.add(each.is(JsonKind.STRING) ? each.text() : "?"));
    return String.join(" or ", several);
  }

  private static String part(String name) {
    return Sums.bounded(name, PART);
  }

  private String bounded(String text) {
    return Sums.bounded(text, limits.text());
  }
}
