package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Expr.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what binds tightest: literals, names, sets, records, and the attributes and calls behind
 * them.
 */
final class MemberParser {
  private static final Map<String, Variable> VARIABLES =
      Map.of(
          "principal", Variable.PRINCIPAL,
          "action", Variable.ACTION,
          "resource", Variable.RESOURCE,
          "context", Variable.CONTEXT);

  private final Cursor in;
  private final ExprParser expressions;

  MemberParser(Cursor in, ExprParser expressions) {
    this.in = in;
    this.expressions = expressions;
  }

  static Expr literal(Token number, boolean negative) {
    try {
      long value = Long.parseLong(negative ? "-" + number.text() : number.text());
      return new Expr.Literal(new Long64(value), number.at());
    } catch (NumberFormatException tooLarge) {
      throw new SyntaxException(
          number.at(), "the number %s does not fit in 64 bits".formatted(number.named()));
    }
  }

  boolean accessed() {
    return in.at(".") || in.at("[") || in.at("(");
  }

  /** A primary expression with its attributes and calls. */
  Expr member() {
    return accesses(primary());
  }

  Expr accesses(Expr primary) {
    Expr expr = primary;
    while (accessed()) {
      Token access = in.take();
      if (access.is(".")) {
        Token name = in.name("an attribute or method");
        expr = in.at("(") ? method(expr, name) : new Expr.Attribute(expr, name.text(), name.at());
      } else if (access.is("[")) {
        Token name = in.expect(Token.Kind.STRING, "an attribute name in quotes");
        in.expect("]");
        expr = new Expr.Attribute(expr, Text.string(name), name.at());
      } else {
        throw new SyntaxException(
            access.at(), "what stands before the parenthesis cannot be called");
      }
    }
    return expr;
  }

  private Expr method(Expr target, Token name) {
    in.expect("(");
    List<Expr> arguments = in.list(")", expressions::expression);
    Optional<Builtin> builtin = Builtin.named(name.text());
    if (builtin.isPresent()) {
      if (arguments.size() != builtin.get().arguments()) {
        throw new SyntaxException(
            name.at(),
            "%s takes %d arguments, found %d"
                .formatted(name.named(), builtin.get().arguments(), arguments.size()));
      }
      return new Expr.Method(builtin.get(), target, arguments, name.at());
    }
    Extension extension =
        Extension.named(name.text())
            .filter(Extension::method)
            .orElseThrow(
                () -> new SyntaxException(name.at(), "there is no method " + name.named()));
    List<Expr> all = new ArrayList<>(arguments.size() + 1);
    all.add(target);
    all.addAll(arguments);
    return new Expr.Call(extension, all, name.at());
  }

  private Expr primary() {
    Token token = in.peek();
    switch (token.kind()) {
      case STRING:
        return new Expr.Literal(new Str(Text.string(in.take())), token.at());
      case NUMBER:
        return literal(in.take(), false);
      case IDENTIFIER:
        return word();
      case SLOT:
        throw new SyntaxException(token.at(), "a template slot cannot stand in a condition");
      case SYMBOL, END:
        break;
    }
    if (in.accept("(")) {
      Expr inner = expressions.expression();
      in.expect(")");
      return inner;
    }
    if (in.accept("[")) {
      return new Expr.SetLiteral(in.list("]", expressions::expression), token.at());
    }
    if (in.accept("{")) {
      return new Expr.RecordLiteral(fields(), token.at());
    }
    throw in.expected("an expression");
  }

  private Map<String, Expr> fields() {
    Map<String, Expr> fields = new LinkedHashMap<>();
    in.list(
        "}",
        () -> {
          Token name = in.at(Token.Kind.STRING) ? in.take() : in.name("a field name");
          in.expect(":");
          Expr value = expressions.expression();
          String key = name.kind() == Token.Kind.STRING ? Text.string(name) : name.text();
          if (fields.put(key, value) != null) {
            throw new SyntaxException(
                name.at(), "the field %s stands twice".formatted(Str.quoted(key)));
          }
          return value;
        });
    return fields;
  }

  private Expr word() {
    Token token = in.peek();
    if (token.is("true") || token.is("false")) {
      in.take();
      return new Expr.Literal(Bool.of(token.is("true")), token.at());
    }
    Token first = in.name("an expression");
    if (in.at("::")) {
      return new Expr.Literal(uid(first), first.at());
    }
    Variable variable = VARIABLES.get(first.text());
    if (variable != null) {
      return new Expr.Var(variable, first.at());
    }
    if (!in.accept("(")) {
      throw new SyntaxException(
          first.at(),
          "expected a variable (principal, action, resource, context), found " + first.named());
    }
    Extension extension =
        Extension.named(first.text())
            .filter(found -> !found.method())
            .orElseThrow(
                () -> new SyntaxException(first.at(), "there is no function " + first.named()));
    return new Expr.Call(extension, in.list(")", expressions::expression), first.at());
  }

  /** {@code Type::"id"}, behind its first word. */
  EntityUid uid(Token first) {
    StringBuilder type = new StringBuilder(first.text());
    while (true) {
      in.expect("::");
      if (in.at(Token.Kind.STRING)) {
        return new EntityUid(type.toString(), Text.string(in.take()));
      }
      type.append("::").append(in.name("an entity type, or an id in quotes").text());
    }
  }
}
