package dev.postern.kernel.cedar;

import dev.postern.kernel.cedar.Policy.Condition;
import dev.postern.kernel.cedar.Policy.Head;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the policies of one source, and all its problems: after an error it goes on behind the next
 * semicolon.
 */
final class PolicyParser {
  private final Cursor in;
  private final ExprParser expressions;
  private final Limits limits;
  private int lastLine;

  private PolicyParser(Source source, Limits limits) {
    this.in = new Cursor(source, limits);
    this.expressions = new ExprParser(in);
    this.limits = limits;
  }

  /**
   * Adds the policies of {@code source} to {@code policies} and what is wrong to {@code problems}.
   */
  static void read(Source source, Limits limits, List<Policy> policies, List<Problem> problems) {
    if (source.text().length() > limits.characters()) {
      Position start = new Position(source.file(), 1, 1);
      problems.add(
          Problem.error(
              start, "the text is longer than %d characters".formatted(limits.characters())));
      return;
    }
    PolicyParser parser = new PolicyParser(source, limits);
    while (problems.size() < limits.problems()) {
      try {
        if (parser.in.at(Token.Kind.END)) {
          return;
        }
        policies.add(parser.policy(policies.size()));
      } catch (SyntaxException fault) {
        problems.add(fault.problem());
        parser.in.recover();
      }
    }
  }

  private Policy policy(int ordinal) {
    Position start = in.peek().at();
    Map<String, String> annotations = annotations();
    Effect effect = effect();
    Head head = head();
    List<Condition> conditions = new ArrayList<>();
    while (in.at("when") || in.at("unless")) {
      conditions.add(condition());
    }
    if (!in.at(";")) {
      throw in.expected("`when`, `unless` or `;`");
    }
    in.take();
    String id = annotations.getOrDefault("id", place(start));
    return new Policy(id, ordinal, effect, annotations, head, conditions, start);
  }

  /** File and line; with the column for a policy that is not the first on its line. */
  private String place(Position start) {
    boolean first = start.line() != lastLine;
    lastLine = start.line();
    return first ? start.file() + ":" + start.line() : start.toString();
  }

  private Map<String, String> annotations() {
    Map<String, String> annotations = new LinkedHashMap<>();
    while (in.accept("@")) {
      Token name = in.expect(Token.Kind.IDENTIFIER, "the name of an annotation");
      String value = "";
      if (in.accept("(")) {
        value = Text.string(in.expect(Token.Kind.STRING, "a value in quotes"));
        in.expect(")");
      }
      if (annotations.put(name.text(), value) != null) {
        throw new SyntaxException(
            name.at(), "the annotation %s stands twice".formatted(name.named()));
      }
    }
    return annotations;
  }

  private Effect effect() {
    if (in.accept("permit")) {
      return Effect.PERMIT;
    }
    if (in.accept("forbid")) {
      return Effect.FORBID;
    }
    throw in.expected("`permit` or `forbid`");
  }

  private Head head() {
    in.expect("(");
    Position principalAt = in.expect("principal").at();
    Scope principal = scope();
    in.expect(",");
    Position actionAt = in.expect("action").at();
    Scope action = action();
    in.expect(",");
    Position resourceAt = in.expect("resource").at();
    Scope resource = scope();
    in.accept(",");
    in.expect(")");
    return new Head(
        principal, action, resource, new Policy.Places(principalAt, actionAt, resourceAt));
  }

  private Scope scope() {
    if (in.accept("==")) {
      return new Scope.Equal(entity());
    }
    if (in.accept("in")) {
      return new Scope.In(entity());
    }
    if (in.accept("is")) {
      String type = in.path(in.name("an entity type"), "an entity type");
      return in.accept("in") ? new Scope.IsIn(type, entity()) : new Scope.Is(type);
    }
    if (!in.at(",") && !in.at(")")) {
      throw in.expected("`==`, `in`, `is` or `,`");
    }
    return new Scope.Any();
  }

  private Scope action() {
    if (in.accept("==")) {
      return new Scope.Equal(actionUid());
    }
    if (in.accept("in")) {
      return in.accept("[")
          ? new Scope.InAny(in.list("]", this::actionUid))
          : new Scope.In(actionUid());
    }
    if (!in.at(",")) {
      throw in.expected("`==`, `in` or `,`");
    }
    return new Scope.Any();
  }

  private EntityUid entity() {
    if (in.accept("(")) {
      EntityUid inner = in.nested(this::entity);
      in.expect(")");
      return inner;
    }
    if (in.at(Token.Kind.SLOT)) {
      throw in.expected("an entity (templates are not supported)");
    }
    return new MemberParser(in, expressions).uid(in.name("an entity"));
  }

  private EntityUid actionUid() {
    Position at = in.peek().at();
    EntityUid uid = entity();
    if (!Schema.isActionType(uid.type())) {
      throw new SyntaxException(at, "expected an action, found an entity of type " + uid.type());
    }
    return uid;
  }

  private Condition condition() {
    Token word = in.take();
    in.expect("{");
    Expr body = expressions.expression();
    in.expect("}");
    checkHeight(body);
    return new Condition(word.is("when"), body);
  }

  /**
   * Refuses trees that chains of accesses made higher than nesting may be: what walks them later
   * may then use the stack.
   */
  private void checkHeight(Expr root) {
    record Level(Expr expr, int height) {}
    Deque<Level> open = new ArrayDeque<>(List.of(new Level(root, 1)));
    while (!open.isEmpty()) {
      Level level = open.pop();
      if (level.height() > limits.nesting()) {
        throw new SyntaxException(
            level.expr().at(), "nested deeper than %d levels".formatted(limits.nesting()));
      }
      level.expr().children().forEach(child -> open.push(new Level(child, level.height() + 1)));
    }
  }
}
