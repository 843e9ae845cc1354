package dev.postern.kernel.operation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a map together, a field at a time: a few of them lie side by side from the beginning, so
 * that nothing is copied in the end. One thread's; of no more use once the map is made.
 */
public final class Fields {
  private final String[] names;
  private final Value[] values;
  private final @Nullable Map<String, Value> many;
  private int size;

  /**
   * @param most how many fields there will be, or more
   */
  public Fields(int most) {
    boolean few = most <= FewFields.MOST;
    names = new String[few ? most : 0];
    values = new Value[few ? most : 0];
    many = few ? null : new LinkedHashMap<>();
  }

  /**
   * Puts a field behind the others; of a name that is there already the value is replaced.
   *
   * @throws IndexOutOfBoundsException when there are more than were announced
   */
  public Fields put(String name, Value value) {
    if (many != null) {
      many.put(name, value);
      return this;
    }
    int at = 0;
    while (at < size && !names[at].equals(name)) {
      at++;
    }
    names[at] = name;
    values[at] = value;
    size = Math.max(size, at + 1);
    return this;
  }

  /** The map of what was put. */
  public Value.MapOf map() {
    if (many != null) {
      return new Value.MapOf(many);
    }
    boolean full = size == names.length;
    return new Value.MapOf(
        new FewFields(
            full ? names : Arrays.copyOf(names, size),
            full ? values : Arrays.copyOf(values, size)));
  }
}
