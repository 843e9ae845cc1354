package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Expr.Comparison;
import java.util.ArrayList;
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

  private final Cursor in;
  private final MemberParser members;

  ExprParser(Cursor in) {
    this.in = in;
    this.members = new MemberParser(in, this);
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
      Expr operand = members.member();
      for (int i = 0; i < count; i++) {
        operand = new Expr.Not(operand, first.at());
      }
      return operand;
    }
    if (first.is("-")) {
      return negated(count("-"), first.at());
    }
    return members.member();
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
      if (members.accessed()) {
        operand = members.accesses(MemberParser.literal(number, false));
      } else {
        // The sign belongs to the literal: the smallest long has no positive counterpart.
        operand = MemberParser.literal(number, true);
        signs--;
      }
    } else {
      operand = members.member();
    }
    for (int i = 0; i < signs; i++) {
      operand = new Expr.Negate(operand, at);
    }
    return operand;
  }
}
