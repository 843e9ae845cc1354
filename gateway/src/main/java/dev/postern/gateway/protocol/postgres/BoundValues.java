package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.kernel.operation.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Values as a message binds them.
 *
 * @param formats how they are written: none for text, one for all of them, or one for each
 * @param values empty for NULL
 */
record BoundValues(List<Integer> formats, List<Optional<Slice>> values) {
  /** No values. */
  static final BoundValues NONE = new BoundValues(List.of(), List.of());

  /** What one value, or one format, counts for beside its bytes. */
  private static final int EACH = 16;

  /**
   * A copy that can be kept when the message is gone; empty where that would be too much.
   *
   * @param most bytes that are kept
   */
  Optional<BoundValues> kept(int most) {
    if (values.isEmpty()) {
      return Optional.of(NONE);
    }
    if (bytes() > most) {
      return Optional.empty();
    }
    List<Optional<Slice>> copies = new ArrayList<>(values.size());
    values.forEach(value -> copies.add(value.map(each -> Slice.of(each.copy()))));
    return Optional.of(new BoundValues(List.copyOf(formats), List.copyOf(copies)));
  }

  /** How much room they take. */
  long bytes() {
    long all = (long) EACH * (formats.size() + values.size());
    for (Optional<Slice> value : values) {
      all += value.map(Slice::length).orElse(0);
    }
    return all;
  }

  /**
   * Values as they can be read: text as text, the binary forms of declared types as what they say.
   *
   * @param types the numbers of the types that were declared, as far as any were
   */
  List<Value> told(List<Integer> types) {
    List<Value> list = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      int format =
          formats.isEmpty() ? 0 : formats.get(formats.size() == 1 || i >= formats.size() ? 0 : i);
      Slice value = values.get(i).orElse(null);
      if (value == null) {
        list.add(new Value.Null());
      } else {
        list.add(
            format == 0
                ? Texts.value(value.copy())
                : BinaryValue.of(i < types.size() ? types.get(i) : 0, value));
      }
    }
    return list;
  }
}
