package dev.postern.gateway.inventory;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a thing is that a target offers. */
public enum Kind {
  /** The server of MCP itself, by what it says when a session begins. */
  SERVER,
  /** A tool of MCP, by its name. */
  TOOL,
  /** A place in a tool's structured reply, as its output schema has it: {@code TOOL $.path}. */
  FIELD,
  /** A prompt of MCP, by its name. */
  PROMPT,
  /** A resource of MCP, by its URI. */
  RESOURCE,
  /** A template of resources, by its URI template (RFC 6570). */
  TEMPLATE,
  /** A database of a server. */
  DATABASE,
  /** A schema: {@code schema}. */
  SCHEMA,
  /** A table, view or the like: {@code schema.relation}. */
  RELATION,
  /** A column: {@code schema.relation.column}. */
  COLUMN,
  /** A type that the server did not come with: {@code schema.type}. */
  TYPE,
  /** A function or procedure with the types of its arguments: {@code schema.function(types)}. */
  FUNCTION;

  /** The kind in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind that is written so. */
  public static Optional<Kind> named(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
