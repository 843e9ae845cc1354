package dev.postern.kernel.cedar;

/**
 * The name of an entity, {@code Type::"id"}.
 *
 * @param type the type with its namespaces, {@code Postern::Tool}
 * @param id any text, compared character for character
 */
public record EntityUid(String type, String id) implements CedarValue {
  @Override
  public String kind() {
    return "entity";
  }

  @Override
  public String toString() {
    return type + "::" + Str.quoted(id);
  }
}
