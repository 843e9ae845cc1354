package dev.postern.gateway.json;

/**
 * A scanned message: its bytes and where every key and value lies in them. Immutable as long as
 * nobody changes the bytes, which are not copied.
 */
public final class JsonDocument implements JsonScan {
  private final byte[] bytes;
  private final Tape tape;

  JsonDocument(byte[] bytes, Tape tape) {
    this.bytes = bytes;
    this.tape = tape;
  }

  /** The outermost value. */
  public JsonValue root() {
    return new JsonValue(this, 0);
  }

  /** The message itself, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  Tape tape() {
    return tape;
  }
}
