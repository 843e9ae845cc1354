package dev.postern.gateway.json;

/** One member of an object: a key and its value. */
public final class JsonMember {
  private final JsonDocument document;
  private final int key;

  JsonMember(JsonDocument document, int key) {
    this.document = document;
    this.key = key;
  }

  /** The decoded key. */
  public String name() {
    Tape tape = document.tape();
    return JsonStrings.decode(
        document.bytes(), tape.start(key) + 1, tape.end(key) - 1, tape.flags(key));
  }

  /** Whether its key decodes to exactly this name. */
  public boolean is(String name) {
    return named(document, key, name);
  }

  public JsonValue value() {
    return new JsonValue(document, key + 1);
  }

  /** The offset of the key's opening quote. */
  public int start() {
    return document.tape().start(key);
  }

  /** The offset after the value. */
  public int end() {
    return document.tape().end(key + 1);
  }

  /** The name and the place; not the value, which may be secret. */
  @Override
  public String toString() {
    return name() + "[" + start() + ".." + end() + ")";
  }

  /** The hash of the folded key. */
  int hash() {
    return document.tape().hash(key);
  }

  /** Whether the key decodes to exactly this name; a plain key is compared where it lies. */
  static boolean named(JsonDocument document, int key, String name) {
    Tape tape = document.tape();
    int from = tape.start(key) + 1;
    int to = tape.end(key) - 1;
    if (tape.flags(key) != Tape.PLAIN) {
      return JsonStrings.decode(document.bytes(), from, to, tape.flags(key)).equals(name);
    }
    if (to - from != name.length()) {
      return false;
    }
    byte[] bytes = document.bytes();
    for (int i = 0; i < name.length(); i++) {
      if (bytes[from + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
