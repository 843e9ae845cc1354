package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.operation.Lexicon;
import java.util.Set;

/**
 * What is shown of a list and of its entries. What a target says of itself (names, descriptions,
 * schemas) is shown as it came: the operator has put it behind the gateway, and a model cannot
 * choose without. On a target with classes nothing else is, {@code _meta} and members that the
 * protocol does not know among it.
 */
record Listed(McpMethod list, Lexicon lexicon) {
  private static final Set<String> MESSAGE = Set.of("jsonrpc", "id", "result");
  private static final Set<String> TOOL =
      Set.of(
          "name",
          "title",
          "description",
          "icons",
          "inputSchema",
          "outputSchema",
          "annotations",
          "execution");
  private static final Set<String> PROMPT =
      Set.of("name", "title", "description", "icons", "arguments");
  private static final Set<String> RESOURCE =
      Set.of(
          "uri",
          "uriTemplate",
          "name",
          "title",
          "description",
          "icons",
          "mimeType",
          "annotations",
          "size");

  /** The member of the result that holds the entries. */
  String member() {
    return switch (list) {
      case TOOLS_LIST -> "tools";
      case PROMPTS_LIST -> "prompts";
      case RESOURCES_LIST -> "resources";
      case TEMPLATES_LIST -> "resourceTemplates";
      default -> throw new IllegalStateException("not a list: " + list.method());
    };
  }

  /** Leaves of the message around the entries what the protocol knows. */
  void around(Edits edits, JsonValue message, JsonValue result) {
    if (lexicon.classed()) {
      ReplyMask.keepOnly(edits, message, MESSAGE);
      ReplyMask.keepOnly(edits, result, Set.of(member(), "nextCursor"));
    }
  }

  /** Leaves of an entry what is shown of it. */
  void entry(Edits edits, JsonValue entry) {
    boolean others = false;
    for (JsonMember member : entry.members()) {
      others |= !shown(entry, member.name());
    }
    if (others) {
      edits.keepMembers(entry, member -> shown(entry, member.name()));
    }
  }

  private boolean shown(JsonValue entry, String member) {
    if (list == McpMethod.TOOLS_LIST && member.equals("outputSchema") && mayBeMasked(entry)) {
      return false;
    }
    return !lexicon.classed() || known().contains(member);
  }

  /**
   * A client holds a reply against the schema that was listed, and gives up one that does not fit:
   * a number that is null, a list that is empty. So a tool promises no form where a mask may change
   * it.
   */
  private boolean mayBeMasked(JsonValue entry) {
    Lexicon.Term term = new Parts(lexicon).tool(entry.textOf("name").orElse("")).term();
    return term.fields().keySet().stream().anyMatch(path -> !Kept.ofInput(path))
        || switch (term.unmapped()) {
          case CLEAR -> false;
          case BY_TARGET -> lexicon.classed();
          case WITHHELD -> true;
        };
  }

  private Set<String> known() {
    return switch (list) {
      case TOOLS_LIST -> TOOL;
      case PROMPTS_LIST -> PROMPT;
      case RESOURCES_LIST, TEMPLATES_LIST -> RESOURCE;
      default -> throw new IllegalStateException("not a list: " + list.method());
    };
  }
}
