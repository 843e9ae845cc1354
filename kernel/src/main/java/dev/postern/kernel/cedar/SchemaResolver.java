package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Declaration.ActionName;
import dev.postern.kernel.cedar.Declaration.CommonType;
import dev.postern.kernel.cedar.Declaration.FieldName;
import dev.postern.kernel.cedar.Declaration.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what the names in a schema's declarations mean. A name without a namespace is looked for in
 * its own namespace, then in none; a common type goes before an entity type, and both before the
 * language's own types.
 */
final class SchemaResolver {
  private static final Map<String, CedarType> OWN =
      Map.of(
          "Bool", CedarType.Truth.EITHER,
          "Long", CedarType.Scalar.LONG,
          "String", CedarType.Scalar.STRING,
          "decimal", CedarType.Scalar.DECIMAL,
          "ipaddr", CedarType.Scalar.IPADDR,
          "datetime", CedarType.Scalar.DATETIME,
          "duration", CedarType.Scalar.DURATION);

  /** How many common types may stand in one another; bounds the depth of every type. */
  private static final int COMMON_NESTING = 16;

  private static final String OWN_NAMESPACE = "__cedar::";

  private final Map<String, Declaration.Entity> entities = new LinkedHashMap<>();
  private final Map<String, CommonType> common = new LinkedHashMap<>();
  private final Map<EntityUid, Declaration.Action> actions = new LinkedHashMap<>();
  private final Map<String, CedarType> resolved = new HashMap<>();
  private final Set<String> resolving = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  SchemaResolver(List<Declaration> declarations) {
    for (Declaration declaration : declarations) {
      Declaration earlier =
          switch (declaration) {
            case Declaration.Entity entity ->
                entities.putIfAbsent(qualified(entity.namespace(), entity.name()), entity);
            case Declaration.Action action ->
                actions.putIfAbsent(
                    new EntityUid(qualified(action.namespace(), "Action"), action.name()), action);
            case CommonType type ->
                common.putIfAbsent(qualified(type.namespace(), type.name()), type);
          };
      if (earlier != null) {
        problems.add(
            Problem.error(declaration.at(), "this is declared at %s too".formatted(earlier.at())));
      }
    }
  }

  Schema.Parsed schema() {
    List<Schema.EntityType> types = new ArrayList<>();
    entities.forEach((name, entity) -> types.add(entity(name, entity)));
    List<Schema.Action> all = new ArrayList<>();
    actions.forEach((uid, action) -> all.add(action(uid, action)));
    return problems.isEmpty()
        ? new Schema.Accepted(new Schema(types, all))
        : new Schema.Rejected(problems);
  }

  private Schema.EntityType entity(String name, Declaration.Entity entity) {
    return new Schema.EntityType(
        name,
        names(entity.parents(), entity.namespace()),
        fields(entity.attributes(), entity.namespace()),
        entity.tags().map(tags -> type(tags, entity.namespace())),
        entity.ids().map(Set::copyOf));
  }

  private Schema.Action action(EntityUid uid, Declaration.Action action) {
    String namespace = action.namespace();
    CedarType context = type(action.applies().context(), namespace);
    if (!(context instanceof CedarType.Record) && context != CedarType.Failed.FAILED) {
      problems.add(
          Problem.error(
              action.at(), "the context of %s must be a record, not %s".formatted(uid, context)));
    }
    return new Schema.Action(
        uid,
        action.parents().stream()
            .map(parent -> group(parent, namespace))
            .collect(Collectors.toSet()),
        names(action.applies().principals(), namespace),
        names(action.applies().resources(), namespace),
        context instanceof CedarType.Record fields ? fields : new CedarType.Record(Map.of()));
  }

  private EntityUid group(ActionName name, String namespace) {
    String type = name.type().isEmpty() ? "Action" : name.type();
    EntityUid here = new EntityUid(qualified(namespace, type), name.id());
    EntityUid outside = new EntityUid(type, name.id());
    if (actions.containsKey(here)) {
      return here;
    }
    if (!actions.containsKey(outside) || name.type().isEmpty()) {
      problems.add(Problem.error(name.at(), "there is no action " + here));
    }
    return outside;
  }

  private Set<String> names(List<TypeName.Named> names, String namespace) {
    return names.stream()
        .flatMap(name -> entityName(name, namespace).stream())
        .collect(Collectors.toSet());
  }

  private Optional<String> entityName(TypeName.Named name, String namespace) {
    String here = qualified(namespace, name.path());
    if (entities.containsKey(here)) {
      return Optional.of(here);
    }
    if (entities.containsKey(name.path())) {
      return Optional.of(name.path());
    }
    problems.add(Problem.error(name.at(), "there is no entity type " + name.path()));
    return Optional.empty();
  }

  private Map<String, CedarType.Field> fields(Map<String, FieldName> fields, String namespace) {
    Map<String, CedarType.Field> typed = new HashMap<>();
    fields.forEach((name, field) ->
        typed.put(name, new CedarType.Field(type(field.type(), namespace), field.required())));
    return typed;
  }

  private CedarType type(TypeName type, String namespace) {
    return switch (type) {
      case TypeName.Elements(TypeName element) -> new CedarType.Set(type(element, namespace));
      case TypeName.Fields(Map<String, FieldName> fields) ->
          new CedarType.Record(fields(fields, namespace));
      case TypeName.Named named -> named(named, namespace);
    };
  }

  private CedarType named(TypeName.Named name, String namespace) {
    for (String candidate : List.of(qualified(namespace, name.path()), name.path())) {
      if (common.containsKey(candidate)) {
        return common(candidate, name);
      }
      if (entities.containsKey(candidate)) {
        return new CedarType.Entity(candidate);
      }
    }
    String own =
        name.path().startsWith(OWN_NAMESPACE)
            ? name.path().substring(OWN_NAMESPACE.length())
            : name.path();
    CedarType type = OWN.get(own);
    if (type == null) {
      problems.add(Problem.error(name.at(), "there is no type " + name.path()));
      return CedarType.Failed.FAILED;
    }
    return type;
  }

  private CedarType common(String path, TypeName.Named use) {
    CedarType known = resolved.get(path);
    if (known != null) {
      return known;
    }
    CommonType declared = common.get(path);
    if (declared == null || resolving.size() == COMMON_NESTING || !resolving.add(path)) {
      String how =
          resolving.contains(path)
              ? "contains itself"
              : "stands in more than %d others".formatted(COMMON_NESTING);
      problems.add(Problem.error(use.at(), "the type %s %s".formatted(path, how)));
      return CedarType.Failed.FAILED;
    }
    CedarType type = type(declared.type(), declared.namespace());
    resolving.remove(path);
    resolved.put(path, type);
    return type;
  }

  private static String qualified(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "::" + name;
  }
}
