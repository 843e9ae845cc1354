package dev.postern.kernel.operation;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of few text keys, in the order that they were put: most of a call's arguments
 * are such, and side by side they take a third of a hash map's room.
 */
final class FewFields extends AbstractMap<String, Value> {
  /** Above it a look-up by comparing takes longer than a hash map's. */
  static final int MOST = 8;

  private final String[] names;
  private final Value[] values;

  private FewFields(Map<String, Value> entries) {
    names = entries.keySet().toArray(String[]::new);
    values = entries.values().toArray(Value[]::new);
  }

  /** Fields of these names and values, side by side; both arrays are handed over. */
  FewFields(String[] names, Value[] values) {
    this.names = names;
    this.values = values;
  }

  /** An immutable map with these entries, in their order. */
  static Map<String, Value> copyOf(Map<String, Value> entries) {
    if (entries instanceof FewFields) {
      return entries;
    }
    return entries.size() <= MOST
        ? new FewFields(entries)
        // Ordered keys keep it fast over texts that an attacker made collide.
        : Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** A copy of the names. */
  String[] names() {
    return names.clone();
  }

  @Override
  public @Nullable Value get(@Nullable Object name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Value> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public Set<String> keySet() {
    return new Places<>(names.length, i -> names[i]);
  }

  @Override
  public Set<Entry<String, Value>> entrySet() {
    return new Places<>(names.length, i -> Map.entry(names[i], values[i]));
  }

  /** What stands at each place, as a set. */
  private static final class Places<T> extends AbstractSet<T> {
    private final int size;
    private final IntFunction<T> at;

    Places(int size, IntFunction<T> at) {
      this.size = size;
      this.at = at;
    }

    @Override
    public Iterator<T> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < size;
        }

        @Override
        public T next() {
          if (next == size) {
            throw new NoSuchElementException();
          }
          return at.apply(next++);
        }
      };
    }

    @Override
    public int size() {
      return size;
    }
  }
}
