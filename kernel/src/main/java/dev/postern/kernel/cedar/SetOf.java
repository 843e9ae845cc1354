package dev.postern.kernel.cedar;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Cedar set: no order, no duplicates, elements of any types. */
public final class SetOf implements CedarValue {
  private final Set<CedarValue> elements;

  private SetOf(Set<CedarValue> elements) {
    this.elements = Collections.unmodifiableSet(elements);
  }

  /** The set of these values; equal ones count once. */
  public static SetOf of(Collection<? extends CedarValue> values) {
    // Not Set.copyOf: its probing takes quadratic time over texts that an attacker made collide.
    return new SetOf(new HashSet<>(values));
  }

  /** The set of these texts. */
  public static SetOf strings(Collection<String> texts) {
    return new SetOf(texts.stream().map(Str::new).collect(Collectors.toCollection(HashSet::new)));
  }

  /** What is in it; cannot be changed. */
  public Set<CedarValue> elements() {
    return elements;
  }

  @Override
  public String kind() {
    return "set";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SetOf that && elements.equals(that.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  @Override
  public String toString() {
    return elements.stream()
        .map(Object::toString)
        .sorted()
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
