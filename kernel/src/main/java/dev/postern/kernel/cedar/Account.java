package dev.postern.kernel.cedar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why a policy holds for one request, or does not: the same evaluation as {@link PolicySet#answer},
 * told part by part. For people who ask; no decision is made of it.
 *
 * @param policy the policy
 * @param head which parts of its head fit
 * @param terms its conditions, those of a conjunction one by one, in their order
 */
public record Account(Policy policy, Head head, List<Term> terms) {
  private static final int LONGEST_VALUE = 200;

  public Account {
    terms = List.copyOf(terms);
  }

  /** Which parts of a head fit. */
  public record Head(boolean principal, boolean action, boolean resource) {
    /** Whether all do. */
    public boolean fits() {
      return principal && action && resource;
    }
  }

  /**
   * One condition.
   *
   * @param expr what is asked
   * @param wanted whether it must be true; it must be false under {@code unless}
   * @param fault why it could not be evaluated; empty where it could
   * @param values what it looks at, each by its text; absent ones are said to be so
   */
  public record Term(
      Expr expr,
      boolean wanted,
      Outcome outcome,
      Optional<String> fault,
      Map<String, String> values) {
    public Term {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** What came of a condition. */
  public enum Outcome {
    HELD,
    FAILED,
    FAULT,
    /** It could not be evaluated, and an earlier one had failed already. */
    NOT_REACHED
  }

  /** The account of one policy. */
  public static Account of(Policy policy, Request request, Entities entities) {
    Policy.Head head = policy.head();
    Env env = new Env(request, entities);
    List<Term> terms = new ArrayList<>();
    boolean failed = false;
    for (Policy.Condition condition : policy.conditions()) {
      List<Expr> parts =
          condition.when() && condition.body() instanceof Expr.And and
              ? and.terms()
              : List.of(condition.body());
      for (Expr part : parts) {
        Term term = term(part, condition.when(), env, failed);
        failed |= term.outcome() != Outcome.HELD;
        terms.add(term);
      }
    }
    return new Account(
        policy,
        new Head(
            holds(head.principal(), request.principal(), entities),
            holds(head.action(), request.action(), entities),
            holds(head.resource(), request.resource(), entities)),
        terms);
  }

  /** Whether the policy holds. */
  public boolean holds() {
    return head.fits() && terms.stream().allMatch(term -> term.outcome() == Outcome.HELD);
  }

  /** Whether the policy could not be evaluated, though its head fits. */
  public boolean erred() {
    return head.fits()
        && terms.stream()
            .filter(term -> term.outcome() != Outcome.HELD)
            .findFirst()
            .map(term -> term.outcome() == Outcome.FAULT)
            .orElse(false);
  }

  private static boolean holds(Scope scope, EntityUid uid, Entities entities) {
    Set<EntityUid> inside = new HashSet<>(entities.ancestors(uid));
    inside.add(uid);
    return scope.holds(uid, inside);
  }

  private static Term term(Expr expr, boolean wanted, Env env, boolean failed) {
    Map<String, String> values = values(expr, env);
    try {
      boolean held = Operand.bool(Compiler.compile(expr).value(env), expr.at()) == Bool.TRUE;
      return new Term(
          expr, wanted, held == wanted ? Outcome.HELD : Outcome.FAILED, Optional.empty(), values);
    } catch (EvaluationException | Unsayable | StackOverflowError broken) {
      return new Term(
          expr,
          wanted,
          failed ? Outcome.NOT_REACHED : Outcome.FAULT,
          Optional.of(String.valueOf(broken.getMessage())),
          values);
    }
  }

  /** What an expression looks at: chains of names, each whole. */
  private static Map<String, String> values(Expr expr, Env env) {
    Map<String, String> values = new LinkedHashMap<>();
    Deque<Expr> open = new ArrayDeque<>(List.of(expr));
    while (!open.isEmpty()) {
      Expr next = open.pop();
      if (next instanceof Expr.Attribute) {
        values.put(next.text(), value(next, env));
      } else if (next instanceof Expr.Has(Expr on, List<String> path, Position at)) {
        Expr chain = on;
        for (String name : path) {
          chain = new Expr.Attribute(chain, name, at);
        }
        values.put(chain.text(), value(chain, env));
      } else {
        next.children().forEach(open::push);
      }
    }
    return values;
  }

  private static String value(Expr expr, Env env) {
    try {
      String text = Compiler.compile(expr).value(env).toString();
      return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    } catch (EvaluationException absent) {
      return "(not there)";
    } catch (Unsayable | StackOverflowError broken) {
      return "(cannot be said in Cedar)";
    }
  }
}
