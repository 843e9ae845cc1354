package dev.postern.kernel.cedar;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A Cedar set: no order, no duplicates, elements of any types. */
public record SetOf(Set<CedarValue> elements) implements CedarValue {
  public SetOf {
    // Not Set.copyOf: its probing takes quadratic time over texts that an attacker made collide.
    elements = Collections.unmodifiableSet(new HashSet<>(elements));
  }

  /** The set of these values; equal ones count once. */
  public static SetOf of(Collection<? extends CedarValue> values) {
    return new SetOf(new HashSet<>(values));
  }

  /** The set of these texts. */
  public static SetOf strings(Collection<String> texts) {
    return new SetOf(texts.stream().map(Str::new).collect(Collectors.toSet()));
  }

  @Override
  public String kind() {
    return "set";
  }

  @Override
  public String toString() {
    return elements.stream()
        .map(Object::toString)
        .sorted()
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
