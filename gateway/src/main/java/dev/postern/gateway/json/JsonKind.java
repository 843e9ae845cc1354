package dev.postern.gateway.json;

/**
 * The kinds of value that RFC 8259, section 3 lists; true and false are two literals of one kind.
 */
public enum JsonKind {
  OBJECT,
  ARRAY,
  STRING,
  NUMBER,
  BOOLEAN,
  NULL
}
