package dev.postern.kernel.operation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names of a map that is made over and over with other values: they are laid out once. */
public final class Shape {
  private final String[] names;

  private Shape(String[] names) {
    this.names = names;
  }

  /**
   * A shape of few names, in the order in which maps will have them.
   *
   * @throws IllegalArgumentException when a name comes twice, or they are more than a few
   */
  public static Shape of(String... names) {
    Set<String> distinct = new HashSet<>(List.of(names));
    if (distinct.size() < names.length || names.length > FewFields.MOST) {
      throw new IllegalArgumentException("not the names of one small map: " + List.of(names));
    }
    return new Shape(names.clone());
  }

  /**
   * A map of this shape.
   *
   * @param values one for each name, in their order
   */
  public Value.MapOf with(Value... values) {
    if (values.length != names.length) {
      throw new IllegalArgumentException(values.length + " values for " + names.length + " names");
    }
    return new Value.MapOf(new FewFields(names, values.clone()));
  }
}
