package dev.postern.kernel.operation;

import java.util.List;
import java.util.Map;

/** A payload without a wire format: what was asked, as policy and digests see it. Immutable. */
public sealed interface Value {
  /** The empty map. */
  MapOf NOTHING = new MapOf(Map.of());

  /** An explicit null. */
  record Null() implements Value {}

  /** A truth value. */
  record Bool(boolean value) implements Value {}

  /** Text, as decoded from the wire. */
  record Text(String value) implements Value {}

  /**
   * A number, kept as its exact text so that no digit is lost.
   *
   * @param text as it stood on the wire, in JSON's grammar (RFC 8259, section 6)
   */
  record Numeral(String text) implements Value {}

  /** Raw bytes. The array is owned by this value and must not be changed. */
  record Bytes(byte[] value) implements Value {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes(byte[] bytes) && java.util.Arrays.equals(value, bytes);
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Bytes[" + value.length + "]";
    }
  }

  /** A list, in order. */
  record ListOf(List<Value> items) implements Value {
    public ListOf {
      items = List.copyOf(items);
    }
  }

  /** A map with text keys, in the order of the wire. */
  record MapOf(Map<String, Value> entries) implements Value {
    public MapOf {
      entries = FewFields.copyOf(entries);
    }
  }
}
