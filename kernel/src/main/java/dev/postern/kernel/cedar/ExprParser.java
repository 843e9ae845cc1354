package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Expr.Comparison;
import dev.postern.kernel.cedar.Expr.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads expressions, from the loosest operator to the tightest. Source: the grammar in Cedar's
 * reference.
 */
final class ExprParser {
  private static final int UNARY_CHAIN = 4;
  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "==", Comparison.EQUAL,
          "!=", Comparison.NOT_EQUAL,
          "<", Comparison.LESS,
          "<=", Comparison.LESS_OR_EQUAL,
          ">", Comparison.GREATER,
          ">=", Comparison.GREATER_OR_EQUAL);
  private static final Map<String, Variable> VARIABLES =
      Map.of(
          "principal", Variable.PRINCIPAL,
          "action", Variable.ACTION,
          "resource", Variable.RESOURCE,
          "context", Variable.CONTEXT);

  private final Cursor in;

  ExprParser(Cursor in) {
    this.in = in;
  }

  Expr expression() {
    return in.nested(in.at("if") ? this::conditional : this::or);
  }

  private Expr conditional() {
    Position at = in.expect("if").at();
    Expr test = expression();
    in.expect("then");
    Expr then = expression();
    in.expect("else");
    return new Expr.If(test, then, expression(), at);
  }

  private Expr or() {
    List<Expr> terms = chain("||", this::and);
    return terms.size() == 1 ? terms.getFirst() : new Expr.Or(terms, terms.getFirst().at());
  }

  private Expr and() {
    List<Expr> terms = chain("&&", this::relation);
    return terms.size() == 1 ? terms.getFirst() : new Expr.And(terms, terms.getFirst().at());
  }

  private List<Expr> chain(String operator, Supplier<Expr> operand) {
    List<Expr> operands = new ArrayList<>();
    do {
      operands.add(operand.get());
    } while (in.accept(operator));
    return operands;
  }

  private Expr relation() {
    Expr left = sum();
    Token operator = in.peek();
    if (operator.is("has")) {
      in.take();
      return new Expr.Has(left, attributePath(), operator.at());
    }
    if (operator.is("like")) {
      in.take();
      Token pattern = in.expect(Token.Kind.STRING, "a pattern in quotes after `like`");
      return new Expr.Like(left, Text.pattern(pattern), operator.at());
    }
    if (operator.is("is")) {
      in.take();
      String type = in.path(in.name("an entity type"), "an entity type");
      return new Expr.Is(
          left, type, in.accept("in") ? Optional.of(sum()) : Optional.empty(), operator.at());
    }
    if (operator.is("=")) {
      throw new SyntaxException(operator.at(), "expected `==`, found `=`");
    }
    if (!comparison(operator)) {
      return left;
    }
    in.take();
    Expr right = sum();
    if (comparison(in.peek())) {
      throw new SyntaxException(
          in.peek().at(), "comparisons do not chain: parentheses must say which comes first");
    }
    Comparison comparison = COMPARISONS.get(operator.text());
    return comparison == null
        ? new Expr.In(left, right, operator.at())
        : new Expr.Compare(comparison, left, right, operator.at());
  }

  private static boolean comparison(Token token) {
    return token.is("in")
        || (token.kind() == Token.Kind.SYMBOL && COMPARISONS.containsKey(token.text()));
  }

  private List<String> attributePath() {
    if (in.at(Token.Kind.STRING)) {
      return List.of(Text.string(in.take()));
    }
    List<String> path = new ArrayList<>();
    do {
      path.add(in.name("an attribute name").text());
    } while (in.accept("."));
    return path;
  }

  private Expr sum() {
    Expr first = product();
    List<Expr.Term> rest = new ArrayList<>();
    while (in.at("+") || in.at("-")) {
      boolean minus = in.take().is("-");
      rest.add(new Expr.Term(minus, product()));
    }
    return rest.isEmpty() ? first : new Expr.Sum(first, rest, first.at());
  }

  private Expr product() {
    List<Expr> factors = chain("*", this::unary);
    if (in.at("/") || in.at("%")) {
      throw new SyntaxException(in.peek().at(), "Cedar has no " + in.peek().named());
    }
    return factors.size() == 1
        ? factors.getFirst()
        : new Expr.Product(factors, factors.getFirst().at());
  }

  private Expr unary() {
    Token first = in.peek();
    if (first.is("!")) {
      int count = count("!");
      Expr operand = member(primary());
      for (int i = 0; i < count; i++) {
        operand = new Expr.Not(operand, first.at());
      }
      return operand;
    }
    if (first.is("-")) {
      return negated(count("-"), first.at());
    }
    return member(primary());
  }

  private int count(String operator) {
    int count = 0;
    while (in.at(operator)) {
      if (++count > UNARY_CHAIN) {
        throw in.expected("at most %d `%s` in a row".formatted(UNARY_CHAIN, operator));
      }
      in.take();
    }
    return count;
  }

  private Expr negated(int count, Position at) {
    int signs = count;
    Expr operand;
    if (in.at(Token.Kind.NUMBER)) {
      Token number = in.take();
      if (accessed()) {
        operand = member(literal(number, false));
      } else {
        // The sign belongs to the literal: the smallest long has no positive counterpart.
        operand = literal(number, true);
        signs--;
      }
    } else {
      operand = member(primary());
    }
    for (int i = 0; i < signs; i++) {
      operand = new Expr.Negate(operand, at);
    }
    return operand;
  }

  private static Expr literal(Token number, boolean negative) {
    try {
      long value = Long.parseLong(negative ? "-" + number.text() : number.text());
      return new Expr.Literal(new Long64(value), number.at());
    } catch (NumberFormatException tooLarge) {
      throw new SyntaxException(
          number.at(), "the number %s does not fit in 64 bits".formatted(number.named()));
    }
  }

  private boolean accessed() {
    return in.at(".") || in.at("[") || in.at("(");
  }

  private Expr member(Expr primary) {
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
    List<Expr> arguments = in.list(")", this::expression);
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
      Expr inner = expression();
      in.expect(")");
      return inner;
    }
    if (in.accept("[")) {
      return new Expr.SetLiteral(in.list("]", this::expression), token.at());
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
          Expr value = expression();
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
    return new Expr.Call(extension, in.list(")", this::expression), first.at());
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
