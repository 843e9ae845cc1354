package dev.postern.kernel.cedar;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Cedar record: values under names. A name that is not there is absent, and reading it is an
 * error of the policy that reads it.
 *
 * <p>A lazy record computes a value when a policy first looks at it. It belongs to one request and
 * one thread; all others may be shared.
 */
public final class RecordOf implements CedarValue {
  private static final RecordOf EMPTY = new RecordOf(Map.of());

  private final Map<String, CedarValue> fields;

  private RecordOf(Map<String, CedarValue> fields) {
    this.fields = fields;
  }

  /** The record with these fields. */
  public static RecordOf of(Map<String, ? extends CedarValue> fields) {
    // Not Map.copyOf: its probing takes quadratic time over names that an attacker made collide.
    return new RecordOf(Collections.unmodifiableMap(new HashMap<>(fields)));
  }

  /** The record without fields. */
  public static RecordOf empty() {
    return EMPTY;
  }

  /** A record whose values are computed when a policy first looks at them, each at most once. */
  public static RecordOf lazy(Fields fields) {
    return new RecordOf(new LazyFields(fields));
  }

  /** Where a lazy record's values come from. */
  public interface Fields {
    /** The names that are present. */
    Set<String> names();

    /**
     * The value under a name, empty where it is absent.
     *
     * @throws Unsayable when it is present and no Cedar value can say it; what else it throws
     *     leaves the engine as it is
     */
    Optional<CedarValue> value(String name);
  }

  /** The value under {@code name}, or empty where it is absent. */
  public Optional<CedarValue> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** Whether {@code name} is present. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** The names that are present. */
  public Set<String> names() {
    return fields.keySet();
  }

  @Nullable CedarValue find(String name) {
    return fields.get(name);
  }

  @Override
  public String kind() {
    return "record";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordOf that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .map(field -> Str.quoted(field.getKey()) + ": " + field.getValue())
            .collect(Collectors.joining(", ", "{", "}"));
  }
}
