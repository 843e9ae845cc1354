package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Declaration.FieldName;
import dev.postern.kernel.cedar.Declaration.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads Cedar's schema syntax into declarations; {@link SchemaResolver} finds what their names
 * mean.
 */
final class SchemaParser {
  private final Cursor in;
  private final List<Declaration> declarations;
  private String namespace = "";

  private SchemaParser(Source source, Limits limits, List<Declaration> declarations) {
    this.in = new Cursor(source, limits);
    this.declarations = declarations;
  }

  static Schema.Parsed read(List<Source> sources, Limits limits) {
    List<Declaration> declarations = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Source source : sources) {
      if (source.text().length() > limits.characters()) {
        problems.add(
            Problem.error(
                new Position(source.file(), 1, 1),
                "the text is longer than %d characters".formatted(limits.characters())));
      } else {
        new SchemaParser(source, limits, declarations).read(limits, problems);
      }
    }
    return problems.isEmpty()
        ? new SchemaResolver(declarations).schema()
        : new Schema.Rejected(problems);
  }

  private void read(Limits limits, List<Problem> problems) {
    while (problems.size() < limits.problems()) {
      try {
        if (in.at(Token.Kind.END)) {
          if (!namespace.isEmpty()) {
            problems.add(in.expected("`}` of the namespace " + namespace).problem());
          }
          return;
        }
        declaration();
      } catch (SyntaxException fault) {
        problems.add(fault.problem());
        in.recover();
      }
    }
  }

  private void declaration() {
    annotations();
    Position at = in.peek().at();
    if (!namespace.isEmpty() && in.accept("}")) {
      namespace = "";
    } else if (in.accept("namespace")) {
      if (!namespace.isEmpty()) {
        throw new SyntaxException(at, "a namespace cannot stand in a namespace");
      }
      String name = in.path(in.name("a namespace"), "a namespace");
      in.expect("{");
      namespace = name;
    } else if (in.accept("entity")) {
      entity(at);
    } else if (in.accept("action")) {
      action(at);
    } else if (in.accept("type")) {
      String name = in.name("the name of a type").text();
      in.expect("=");
      declarations.add(new Declaration.CommonType(namespace, name, type(), at));
      in.expect(";");
    } else {
      throw in.expected("`entity`, `action`, `type` or `namespace`");
    }
  }

  private void annotations() {
    while (in.accept("@")) {
      in.expect(Token.Kind.IDENTIFIER, "the name of an annotation");
      if (in.accept("(")) {
        Text.string(in.expect(Token.Kind.STRING, "a value in quotes"));
        in.expect(")");
      }
    }
  }

  private void entity(Position at) {
    List<String> names = separated(() -> in.name("the name of an entity type").text());
    if (in.accept("enum")) {
      in.expect("[");
      List<String> ids =
          separated(() -> Text.string(in.expect(Token.Kind.STRING, "an id in quotes")));
      in.expect("]");
      in.expect(";");
      names.forEach(name -> declarations.add(Declaration.Entity.listed(namespace, name, ids, at)));
      return;
    }
    List<TypeName.Named> parents = in.accept("in") ? namedOrList() : List.of();
    boolean equals = in.accept("=");
    Map<String, FieldName> attributes = equals || in.at("{") ? fields() : Map.of();
    Optional<TypeName> tags = in.accept("tags") ? Optional.of(type()) : Optional.empty();
    in.expect(";");
    names.forEach(name ->
        declarations.add(
            new Declaration.Entity(
                namespace, name, parents, attributes, tags, Optional.empty(), at)));
  }

  private void action(Position at) {
    List<String> names = separated(this::textOrName);
    List<Declaration.ActionName> parents = in.accept("in") ? actionNames() : List.of();
    Declaration.Applies applies = in.accept("appliesTo") ? applies() : Declaration.Applies.NOTHING;
    if (in.accept("attributes")) {
      in.expect("{");
      in.expect("}");
    }
    in.expect(";");
    names.forEach(
        name -> declarations.add(new Declaration.Action(namespace, name, parents, applies, at)));
  }

  private Declaration.Applies applies() {
    List<TypeName.Named> principals = List.of();
    List<TypeName.Named> resources = List.of();
    TypeName context = TypeName.EMPTY;
    in.expect("{");
    while (!in.accept("}")) {
      if (in.accept("principal")) {
        in.expect(":");
        principals = namedOrList();
      } else if (in.accept("resource")) {
        in.expect(":");
        resources = namedOrList();
      } else if (in.accept("context")) {
        in.expect(":");
        context = type();
      } else {
        throw in.expected("`principal`, `resource`, `context` or `}`");
      }
      if (!in.at("}")) {
        in.expect(",");
      }
    }
    return new Declaration.Applies(principals, resources, context);
  }

  private List<Declaration.ActionName> actionNames() {
    if (!in.accept("[")) {
      return List.of(actionName());
    }
    List<Declaration.ActionName> names = separated(this::actionName);
    in.expect("]");
    return names;
  }

  private Declaration.ActionName actionName() {
    Token first = in.peek();
    if (in.at(Token.Kind.STRING)) {
      return new Declaration.ActionName("", Text.string(in.take()), first.at());
    }
    StringBuilder path = new StringBuilder(in.name("an action").text());
    while (in.accept("::")) {
      if (in.at(Token.Kind.STRING)) {
        return new Declaration.ActionName(path.toString(), Text.string(in.take()), first.at());
      }
      path.append("::").append(in.name("an action").text());
    }
    return new Declaration.ActionName("", path.toString(), first.at());
  }

  private List<TypeName.Named> namedOrList() {
    return in.accept("[") ? in.list("]", this::named) : List.of(named());
  }

  /** {@code A::B}; {@code __cedar::} may begin it, for the types of the language itself. */
  private TypeName.Named named() {
    Token first = in.at("__cedar") ? in.take() : in.name("a type");
    return new TypeName.Named(in.path(first, "a type"), first.at());
  }

  private TypeName type() {
    return in.nested(() -> {
      if (in.at("{")) {
        return new TypeName.Fields(fields());
      }
      TypeName.Named named = named();
      if (!named.path().equals("Set") || !in.accept("<")) {
        return named;
      }
      TypeName element = type();
      in.expect(">");
      return new TypeName.Elements(element);
    });
  }

  private Map<String, FieldName> fields() {
    Map<String, FieldName> fields = new LinkedHashMap<>();
    in.expect("{");
    in.list(
        "}",
        () -> {
          annotations();
          Token at = in.peek();
          String name = textOrName();
          boolean required = !in.accept("?");
          in.expect(":");
          FieldName field = new FieldName(type(), required);
          if (fields.put(name, field) != null) {
            throw new SyntaxException(at.at(), "the field %s stands twice".formatted(at.named()));
          }
          return field;
        });
    return fields;
  }

  private String textOrName() {
    return in.at(Token.Kind.STRING) ? Text.string(in.take()) : in.name("a name").text();
  }

  private <T> List<T> separated(Supplier<T> element) {
    List<T> elements = new ArrayList<>();
    do {
      elements.add(element.get());
    } while (in.accept(","));
    return elements;
  }
}
