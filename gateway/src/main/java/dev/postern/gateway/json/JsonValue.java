package dev.postern.gateway.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * One value of a document: a place in its index, not a copy. Two are equal when they are the same
 * place of the same document.
 *
 * <p>Asking for the content of another kind ({@link #text()} of a number) is an error of the caller
 * and throws {@link IllegalStateException}; asking for a member or an element that is not there, or
 * of a value that has none, gives an empty answer.
 */
public final class JsonValue {
  private static final int ABSENT = -1;

  private final JsonDocument document;
  private final int node;

  JsonValue(JsonDocument document, int node) {
    this.document = document;
    this.node = node;
  }

  public JsonDocument document() {
    return document;
  }

  public JsonKind kind() {
    return tape().kind(node);
  }

  public boolean is(JsonKind kind) {
    return kind() == kind;
  }

  /** The offset of the first byte; a string's opening quote. */
  public int start() {
    return tape().start(node);
  }

  /** The offset after the last byte; a string's closing quote is the byte before. */
  public int end() {
    return tape().end(node);
  }

  /** A copy of the bytes as they came. */
  public byte[] raw() {
    return Arrays.copyOfRange(document.bytes(), start(), end());
  }

  /** How many members or elements; 0 for a scalar. */
  public int size() {
    return tape().count(node);
  }

  /**
   * The value of the member with exactly this name, however it is spelled in the document. Takes
   * time linear in the number of members.
   */
  public Optional<JsonValue> member(String name) {
    int found = find(name);
    return found == ABSENT ? Optional.empty() : Optional.of(new JsonValue(document, found));
  }

  /** Whether there is a member with exactly this name. */
  public boolean has(String name) {
    return find(name) != ABSENT;
  }

  /** The member of this name if it is of this kind. */
  public Optional<JsonValue> member(String name, JsonKind kind) {
    int found = find(name);
    return found == ABSENT || tape().kind(found) != kind
        ? Optional.empty()
        : Optional.of(new JsonValue(document, found));
  }

  /** The text of the member of this name if it is a string. */
  public Optional<String> textOf(String name) {
    int found = find(name);
    return found == ABSENT || tape().kind(found) != JsonKind.STRING
        ? Optional.empty()
        : Optional.of(new JsonValue(document, found).text());
  }

  /** Where the value of the member of this name is, by node. */
  private int find(String name) {
    if (is(JsonKind.OBJECT)) {
      int end = tape().after(node);
      for (int key = node + 1; key < end; key = tape().after(key + 1)) {
        if (JsonMember.named(document, key, name)) {
          return key + 1;
        }
      }
    }
    return ABSENT;
  }

  /** The element at an index from 0. Takes time linear in the index. */
  public Optional<JsonValue> element(int index) {
    if (!is(JsonKind.ARRAY) || index < 0 || index >= size()) {
      return Optional.empty();
    }
    int element = node + 1;
    for (int i = 0; i < index; i++) {
      element = tape().after(element);
    }
    return Optional.of(new JsonValue(document, element));
  }

  /** The members in the order of the text; none if this is no object. */
  public Iterable<JsonMember> members() {
    return () -> new Members(is(JsonKind.OBJECT) ? tape().after(node) : node + 1);
  }

  /** The elements in the order of the text; none if this is no array. */
  public Iterable<JsonValue> elements() {
    return () -> new Elements(is(JsonKind.ARRAY) ? tape().after(node) : node + 1);
  }

  /** The decoded text of a string. */
  public String text() {
    demand(JsonKind.STRING);
    return JsonStrings.decode(document.bytes(), start() + 1, end() - 1, tape().flags(node));
  }

  /** Whether a string's decoded text has a surrogate without its other half. */
  public boolean hasLoneSurrogate() {
    return (tape().flags(node) & Tape.LONE) != 0;
  }

  /** The exact text of a number. */
  public String numberText() {
    demand(JsonKind.NUMBER);
    return new String(document.bytes(), start(), end() - start(), StandardCharsets.US_ASCII);
  }

  /** The truth value of a boolean. */
  public boolean truth() {
    demand(JsonKind.BOOLEAN);
    return document.bytes()[start()] == 't';
  }

  int node() {
    return node;
  }

  private Tape tape() {
    return document.tape();
  }

  private void demand(JsonKind kind) {
    if (!is(kind)) {
      throw new IllegalStateException("a " + kind() + " is not a " + kind);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonValue that && document == that.document && node == that.node;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(document) + node;
  }

  /** The kind and the place; never the content, which may be secret. */
  @Override
  public String toString() {
    return kind() + "[" + start() + ".." + end() + ")";
  }

  private final class Members implements Iterator<JsonMember> {
    private final int end;
    private int next = node + 1;

    Members(int end) {
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public JsonMember next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      JsonMember member = new JsonMember(document, next);
      next = tape().after(next + 1);
      return member;
    }
  }

  private final class Elements implements Iterator<JsonValue> {
    private final int end;
    private int next = node + 1;

    Elements(int end) {
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      return next < end;
    }

    @Override
    public JsonValue next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      JsonValue element = new JsonValue(document, next);
      next = tape().after(next);
      return element;
    }
  }
}
