package dev.postern.kernel.cedar;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a lazy record: the names are known, each value is computed when first read and
 * kept. Not for two threads at once.
 */
final class LazyFields extends AbstractMap<String, CedarValue> {
  private final Set<String> names;
  private final Function<String, CedarValue> source;
  private final Map<String, CedarValue> computed = new HashMap<>();

  LazyFields(Set<String> names, Function<String, CedarValue> source) {
    this.names = Collections.unmodifiableSet(new HashSet<>(names));
    this.source = source;
  }

  @Override
  public @Nullable CedarValue get(Object name) {
    CedarValue known = computed.get(name);
    if (known == null && name instanceof String text && names.contains(text)) {
      known = source.apply(text);
      computed.put(text, known);
    }
    return known;
  }

  @Override
  public boolean containsKey(Object name) {
    return names.contains(name);
  }

  @Override
  public Set<String> keySet() {
    return names;
  }

  @Override
  public int size() {
    return names.size();
  }

  @Override
  public Set<Entry<String, CedarValue>> entrySet() {
    names.forEach(this::get);
    return computed.entrySet();
  }
}
