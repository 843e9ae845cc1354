package dev.postern.kernel.cedar;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a lazy record: each value is computed when it is first looked at and kept. Not for
 * two threads at once.
 */
final class LazyFields extends AbstractMap<String, CedarValue> {
  /** How many are kept side by side: rules seldom look at more, and a map costs more than them. */
  private static final int FEW = 4;

  private final RecordOf.Fields source;
  private final String[] names = new String[FEW];
  private final CedarValue[] values = new CedarValue[FEW];
  private @Nullable Map<String, CedarValue> more;
  private int few;

  LazyFields(RecordOf.Fields source) {
    this.source = source;
  }

  @Override
  public @Nullable CedarValue get(Object name) {
    for (int i = 0; i < few; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    CedarValue known = more == null ? null : more.get(name);
    if (known == null && name instanceof String text) {
      known = source.value(text).orElse(null);
      if (known != null) {
        keep(text, known);
      }
    }
    return known;
  }

  private void keep(String name, CedarValue value) {
    if (few < FEW) {
      names[few] = name;
      values[few++] = value;
    } else {
      if (more == null) {
        more = new HashMap<>();
      }
      more.put(name, value);
    }
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public Set<String> keySet() {
    return source.names();
  }

  @Override
  public int size() {
    return source.names().size();
  }

  @Override
  public Set<Entry<String, CedarValue>> entrySet() {
    Map<String, CedarValue> all = new HashMap<>();
    for (String name : source.names()) {
      CedarValue value = get(name);
      if (value == null) {
        throw new IllegalStateException("a record has a name without a value");
      }
      all.put(name, value);
    }
    return all.entrySet();
  }
}
