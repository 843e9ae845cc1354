package dev.postern.kernel.cedar;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A declaration of a schema as it was written, in its namespace (empty for none), with names that
 * nobody has looked up yet.
 */
sealed interface Declaration {
  String namespace();

  Position at();

  /** {@code entity name in parents { attributes } tags ...;}, or one whose ids are listed. */
  record Entity(
      String namespace,
      String name,
      List<TypeName.Named> parents,
      Map<String, FieldName> attributes,
      Optional<TypeName> tags,
      Optional<List<String>> ids,
      Position at)
      implements Declaration {
    static Entity listed(String namespace, String name, List<String> ids, Position at) {
      return new Entity(
          namespace, name, List.of(), Map.of(), Optional.empty(), Optional.of(ids), at);
    }
  }

  /** {@code action "name" in parents appliesTo { ... };}. */
  record Action(
      String namespace, String name, List<ActionName> parents, Applies applies, Position at)
      implements Declaration {}

  /** {@code type name = type;}. */
  record CommonType(String namespace, String name, TypeName type, Position at)
      implements Declaration {}

  /** The name of an action: its entity type, empty for the one of the namespace, and its id. */
  record ActionName(String type, String id, Position at) {}

  /** What an action applies to. */
  record Applies(
      List<TypeName.Named> principals, List<TypeName.Named> resources, TypeName context) {
    static final Applies NOTHING = new Applies(List.of(), List.of(), TypeName.EMPTY);
  }

  /** A field as it was written. */
  record FieldName(TypeName type, boolean required) {}

  /** A type as it was written. */
  sealed interface TypeName {
    TypeName EMPTY = new Fields(Map.of());

    record Named(String path, Position at) implements TypeName {}

    record Elements(TypeName element) implements TypeName {}

    record Fields(Map<String, FieldName> fields) implements TypeName {}
  }
}
