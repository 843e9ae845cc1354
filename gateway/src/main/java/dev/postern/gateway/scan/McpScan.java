package dev.postern.gateway.scan;

import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an MCP target offers: it is asked for each list that it says it has, page by page, and for
 * nothing else. No tool is called. Blocks; for one thread.
 */
final class McpScan {
  private static final String NAME = "postern";

  private final Talk talk;
  private final ScanLimits limits;
  private final List<Item> items = new ArrayList<>();
  private final List<Inventory.Cut> cuts = new ArrayList<>();
  private long characters;

  /** One conversation with a target. */
  interface Talk {
    /** Sends a request and waits for its answer. */
    Said ask(String method, Consumer<JsonText> params) throws ScanFault, InterruptedException;

    /** Sends a notification and waits until it was taken. */
    void tell(String method) throws ScanFault, InterruptedException;

    /** Which version both speak from now on. */
    void agreed(String version);

    /** Ends the session, where there is one; that it cannot be ended is no fault of the scan. */
    void end() throws InterruptedException;
  }

  /** An answer of the target, or of the gateway in its place. */
  record Said(JsonValue message) {
    Optional<JsonValue> result() {
      return message.member("result", JsonKind.OBJECT);
    }

    Optional<JsonValue> error() {
      return message.member("error", JsonKind.OBJECT);
    }
  }

  McpScan(Talk talk, ScanLimits limits) {
    this.talk = talk;
    this.limits = limits;
  }

  /** Asks for everything. */
  Inventory look(String target, Instant now) throws ScanFault, InterruptedException {
    try {
      JsonValue hello = result("initialize", McpScan::hello);
      talk.agreed(hello.textOf("protocolVersion").orElse(McpTalk.VERSION));
      talk.tell("notifications/initialized");
      Optional<JsonValue> offered = hello.member("capabilities", JsonKind.OBJECT);
      McpItems as = new McpItems(limits);
      items.addAll(as.server(hello));
      if (has(offered, "tools")) {
        list(Kind.TOOL, "tools/list", "tools", as::tool);
      }
      if (has(offered, "prompts")) {
        list(Kind.PROMPT, "prompts/list", "prompts", as::prompt);
      }
      if (has(offered, "resources")) {
        list(Kind.RESOURCE, "resources/list", "resources", as::resource);
        list(Kind.TEMPLATE, "resources/templates/list", "resourceTemplates", as::template);
      }
      return new Inventory(target, "mcp", server(hello), now, items, cuts);
    } finally {
      talk.end();
    }
  }

  private static boolean has(Optional<JsonValue> capabilities, String name) {
    return capabilities.flatMap(all -> all.member(name, JsonKind.OBJECT)).isPresent();
  }

  private static void hello(JsonText params) {
    params.key("protocolVersion").text(McpTalk.VERSION);
    params.key("capabilities").beginObject().endObject();
    params.key("clientInfo").beginObject();
    params.key("name").text(NAME).key("version").text("scan").endObject();
  }

  private String server(JsonValue hello) {
    Optional<JsonValue> told = hello.member("serverInfo", JsonKind.OBJECT);
    String name = told.flatMap(info -> info.textOf("name")).orElse("?");
    String version = told.flatMap(info -> info.textOf("version")).orElse("");
    return Sums.bounded((name + " " + version).strip(), limits.text());
  }

  private JsonValue result(String method, Consumer<JsonText> params)
      throws ScanFault, InterruptedException {
    Said said = talk.ask(method, params);
    if (said.error().isPresent()) {
      throw McpFaults.of(said.error().get());
    }
    return said.result()
        .orElseThrow(() ->
            new ScanFault(
                ScanFault.Why.TARGET,
                "the target's answer to " + method + " cannot be understood"));
  }

  private void list(Kind kind, String method, String member, Function<JsonValue, List<Item>> read)
      throws ScanFault, InterruptedException {
    Optional<String> cursor = Optional.empty();
    for (int page = 0; page < limits.pages(); page++) {
      Optional<String> from = cursor;
      Said said = talk.ask(method, params -> from.ifPresent(at -> params.key("cursor").text(at)));
      if (said.error().filter(McpFaults::noMethod).isPresent()) {
        return;
      }
      if (said.error().isPresent()) {
        throw McpFaults.of(said.error().get());
      }
      Optional<JsonValue> entries =
          said.result().flatMap(result -> result.member(member, JsonKind.ARRAY));
      if (entries.isEmpty()) {
        throw new ScanFault(
            ScanFault.Why.TARGET, "the target's answer to " + method + " has no list " + member);
      }
      if (!take(kind, entries.get(), read)) {
        return;
      }
      cursor = said.result().flatMap(result -> result.textOf("nextCursor"));
      if (cursor.isEmpty()) {
        return;
      }
    }
    cut(kind, "the target has more than " + limits.pages() + " pages of " + method);
  }

  /** Takes a page; false where there is no room for all of it. */
  private boolean take(Kind kind, JsonValue entries, Function<JsonValue, List<Item>> read) {
    int unnamed = 0;
    for (JsonValue entry : entries.elements()) {
      List<Item> made = read.apply(entry);
      unnamed += made.isEmpty() ? 1 : 0;
      if (items.size() + made.size() > limits.items()) {
        cut(kind, "the target offers more than " + limits.items() + " things");
        return false;
      }
      characters += made.stream().mapToLong(Sums::characters).sum();
      if (characters > limits.characters()) {
        cut(kind, "what the target offers has more than " + limits.characters() + " characters");
        return false;
      }
      items.addAll(made);
    }
    if (unnamed > 0) {
      cut(kind, unnamed + " entries of the target's list have no name");
    }
    return true;
  }

  private void cut(Kind kind, String why) {
    cuts.add(new Inventory.Cut(kind, why));
    if (kind == Kind.TOOL) {
      cuts.add(new Inventory.Cut(Kind.FIELD, why));
    }
  }
}
