package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;
import dev.postern.gateway.json.JsonLimits.LoneSurrogates;
import java.util.Arrays;

/**
 * One pass over a message that builds its {@link Tape}. It keeps its own stack of open containers,
 * so a hostile message cannot exhaust the thread's.
 */
final class JsonScanner {
  private final byte[] in;
  private final JsonLimits limits;
  private final Tape tape;
  private int at;

  /** Nodes of the containers that are open, outermost first, and how many children each has. */
  private int[] open = new int[8];

  private int[] children = new int[8];
  private int depth;

  JsonScanner(byte[] in, JsonLimits limits) {
    this.in = in;
    this.limits = limits;
    this.tape = new Tape(in.length, limits.maxNodes());
  }

  JsonScan scan() {
    try {
      document();
      return new JsonDocument(in, tape);
    } catch (Malformed malformed) {
      return malformed.fault();
    }
  }

  private void document() throws Malformed {
    if (in.length > limits.maxBytes()) {
      throw new Malformed(limits.maxBytes(), Reason.TOO_LONG);
    }
    if (in.length >= 3 && in[0] == (byte) 0xEF && in[1] == (byte) 0xBB && in[2] == (byte) 0xBF) {
      throw new Malformed(0, Reason.BYTE_ORDER_MARK);
    }
    skipSpace();
    boolean complete = beginValue();
    while (true) {
      while (!complete) {
        complete = beginChild();
      }
      if (depth == 0) {
        break;
      }
      complete = afterChild();
    }
    skipSpace();
    if (at < in.length) {
      throw new Malformed(at, Reason.TRAILING_BYTES);
    }
  }

  /** Reads a member or an element; false: it is a container with something in it, now open. */
  private boolean beginChild() throws Malformed {
    int top = depth - 1;
    children[top]++;
    if (tape.isObject(open[top])) {
      key();
      skipSpace();
      if (peek() != ':') {
        throw unexpected();
      }
      at++;
      skipSpace();
    }
    return beginValue();
  }

  /** Reads what follows a child: false: a comma, another child must come. */
  private boolean afterChild() throws Malformed {
    skipSpace();
    int node = open[depth - 1];
    int b = peek();
    if (b == ',') {
      at++;
      skipSpace();
      return false;
    }
    boolean object = tape.isObject(node);
    if (b != (object ? '}' : ']')) {
      throw unexpected();
    }
    at++;
    depth--;
    tape.close(node, at, children[depth]);
    if (object && children[depth] > 1) {
      DuplicateKeys.refuse(in, tape, node);
    }
    return true;
  }

  private boolean beginValue() throws Malformed {
    int b = peek();
    switch (b) {
      case '{':
        return container(JsonKind.OBJECT, '}');
      case '[':
        return container(JsonKind.ARRAY, ']');
      case '"':
        string(tape.open(JsonKind.STRING, at));
        return true;
      case 't':
        literal(JsonKind.BOOLEAN, "true");
        return true;
      case 'f':
        literal(JsonKind.BOOLEAN, "false");
        return true;
      case 'n':
        literal(JsonKind.NULL, "null");
        return true;
      default:
        if (b != '-' && !isDigit(b)) {
          throw unexpected();
        }
        number();
        return true;
    }
  }

  private boolean container(JsonKind kind, char end) throws Malformed {
    if (depth == limits.maxDepth()) {
      throw new Malformed(at, Reason.TOO_DEEP);
    }
    int node = tape.open(kind, at);
    at++;
    skipSpace();
    if (peek() == end) {
      at++;
      tape.close(node, at, 0);
      return true;
    }
    if (depth == open.length) {
      open = Arrays.copyOf(open, 2 * depth);
      children = Arrays.copyOf(children, 2 * depth);
    }
    open[depth] = node;
    children[depth] = 0;
    depth++;
    return false;
  }

  private void key() throws Malformed {
    if (peek() != '"') {
      throw unexpected();
    }
    int start = at;
    int node = tape.open(JsonKind.STRING, start);
    long plain = PlainKey.scan(in, start);
    if (plain != PlainKey.OTHER) {
      at = PlainKey.end(plain);
      tape.closeKey(node, at, Tape.PLAIN, PlainKey.hash(plain));
      return;
    }
    int flags = string(node);
    if ((flags & Tape.LONE) != 0) {
      throw new Malformed(start, Reason.LONE_SURROGATE);
    }
    String folded = KeyFold.of(JsonStrings.decode(in, start + 1, at - 1, flags));
    tape.closeKey(node, at, flags, KeyFold.hash(folded));
  }

  private int string(int node) throws Malformed {
    long outcome = JsonStrings.scan(in, at);
    int flags = JsonStrings.flags(outcome);
    if ((flags & Tape.LONE) != 0 && limits.loneSurrogates() == LoneSurrogates.REFUSE) {
      throw new Malformed(at, Reason.LONE_SURROGATE);
    }
    at = JsonStrings.end(outcome);
    tape.close(node, at, 0);
    tape.flag(node, flags);
    return flags;
  }

  private void literal(JsonKind kind, String word) throws Malformed {
    int node = tape.open(kind, at);
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw unexpected();
      }
      at++;
    }
    tape.close(node, at, 0);
  }

  /** RFC 8259, section 6. What may follow the number is for the caller to see. */
  private void number() throws Malformed {
    int start = at;
    int node = tape.open(JsonKind.NUMBER, start);
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    if (at - start > limits.maxNumberBytes()) {
      throw new Malformed(start, Reason.NUMBER_TOO_LONG);
    }
    tape.close(node, at, 0);
  }

  private void digits() throws Malformed {
    if (!isDigit(peek())) {
      throw unexpected();
    }
    do {
      at++;
    } while (isDigit(peek()));
  }

  private void skipSpace() {
    while (at < in.length) {
      byte b = in[at];
      if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
        return;
      }
      at++;
    }
  }

  /** The byte at the position, or -1 at the end. */
  private int peek() {
    return at < in.length ? in[at] & 0xff : -1;
  }

  private Malformed unexpected() {
    return new Malformed(at, at < in.length ? Reason.UNEXPECTED_BYTE : Reason.UNEXPECTED_END);
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }
}
