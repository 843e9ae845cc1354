package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;
import java.util.Arrays;

/**
 * The index of one document: four ints for each key and each value, in the order of the text.
 *
 * <p>An object's node is followed by key, value, key, value; an array's by its elements. The ints
 * are the first byte, the byte after the last, a link, and the kind with flags. A value's link is
 * the node after everything below it; a key's is the hash of its folded form, as its value always
 * comes next.
 */
final class Tape {
  /** The text has an escape. */
  static final int ESCAPED = 8;

  /** The text has a byte above 0x7F. */
  static final int WIDE = 16;

  /** The text has an escaped surrogate without its other half. */
  static final int LONE = 32;

  /** No flag: the text is ASCII and stands as it is. */
  static final int PLAIN = 0;

  private static final int STRIDE = 4;

  /** How long keys and values are, at a guess. */
  private static final int BYTES_PER_NODE = 6;

  /** Room to begin with: a long message is often one long text. */
  private static final int MOST_AT_FIRST = 32;

  private static final int START = 0;
  private static final int END = 1;
  private static final int LINK = 2;
  private static final int INFO = 3;
  private static final int KIND_MASK = 7;
  private static final int FLAG_MASK = ESCAPED | WIDE | LONE;
  private static final int COUNT_SHIFT = 8;
  private static final JsonKind[] KINDS = JsonKind.values();

  private final int maxNodes;
  private int[] ints;
  private int nodes;

  Tape(int bytes, int maxNodes) {
    this.maxNodes = maxNodes;
    this.ints = new int[STRIDE * Math.clamp(bytes / BYTES_PER_NODE, 8, MOST_AT_FIRST)];
  }

  int open(JsonKind kind, int start) throws Malformed {
    if (nodes >= maxNodes) {
      throw new Malformed(start, Reason.TOO_MANY_VALUES);
    }
    int at = STRIDE * nodes;
    if (at == ints.length) {
      ints = Arrays.copyOf(ints, 2 * ints.length);
    }
    ints[at + START] = start;
    ints[at + INFO] = kind.ordinal();
    return nodes++;
  }

  /** Ends a value: what was opened since lies below it. */
  void close(int node, int end, int children) {
    int at = STRIDE * node;
    ints[at + END] = end;
    ints[at + LINK] = nodes;
    ints[at + INFO] |= children << COUNT_SHIFT;
  }

  void closeKey(int node, int end, int flags, int hash) {
    int at = STRIDE * node;
    ints[at + END] = end;
    ints[at + LINK] = hash;
    ints[at + INFO] |= flags;
  }

  void flag(int node, int flags) {
    ints[STRIDE * node + INFO] |= flags;
  }

  JsonKind kind(int node) {
    return KINDS[ints[STRIDE * node + INFO] & KIND_MASK];
  }

  boolean isObject(int node) {
    return (ints[STRIDE * node + INFO] & KIND_MASK) == JsonKind.OBJECT.ordinal();
  }

  int flags(int node) {
    return ints[STRIDE * node + INFO] & FLAG_MASK;
  }

  int count(int node) {
    return ints[STRIDE * node + INFO] >>> COUNT_SHIFT;
  }

  int start(int node) {
    return ints[STRIDE * node + START];
  }

  int end(int node) {
    return ints[STRIDE * node + END];
  }

  /** The node after the value and everything below it. Not for a key. */
  int after(int value) {
    return ints[STRIDE * value + LINK];
  }

  /** The hash of a key's folded form. Not for a value. */
  int hash(int key) {
    return ints[STRIDE * key + LINK];
  }
}
