package dev.postern.gateway.config.check;

import dev.postern.gateway.config.Vocabulary;
import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Expr;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Scope;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Permits that give more than their author may think. */
final class BroadRules {
  private static final EntityUid UNKNOWN = new EntityUid("Action", "unknown");
  private static final EntityUid REVEAL = new EntityUid("Action", "reveal");

  private final List<Policy> policies;
  private final Asks asks;
  private final Notes notes;

  BroadRules(List<Policy> policies, Asks asks, Notes notes) {
    this.policies = policies;
    this.asks = asks;
    this.notes = notes;
  }

  void look() {
    policies.stream().filter(policy -> policy.effect() == Effect.PERMIT).forEach(this::look);
  }

  private void look(Policy policy) {
    Policy.Head head = policy.head();
    boolean anyAction = head.action() instanceof Scope.Any;
    boolean anyResource = head.resource() instanceof Scope.Any;
    if (anyAction
        && anyResource
        && !Paths.look(policy, Expr.Variable.RESOURCE)
        && !Paths.look(policy, Expr.Variable.ACTION)) {
      notes.add(
          Code.PERMITS_EVERYTHING,
          policy,
          policy.at(),
          "this permits every action on everything, the gateway itself and classed content too",
          "name the actions and the target that are meant");
      return;
    }
    boolean reveals = reveals(policy);
    anybody(policy, reveals);
    if (anyAction && !Paths.look(policy, Expr.Variable.ACTION)) {
      notes.add(
          Code.PERMITS_ANY_ACTION,
          policy,
          head.at().action(),
          "this permits every action: writes, administration and what is not understood too",
          "name the actions, or groups of them as Action::\"read\"");
    }
    if (Paths.uids(head.action()).anyMatch(UNKNOWN::equals)) {
      notes.add(
          Code.PERMITS_UNKNOWN,
          policy,
          head.at().action(),
          "this permits what the gateway cannot read, whatever it does",
          "name the actions that are meant");
    }
    if (anyResource && reachesGateway(policy)) {
      notes.add(
          Code.REACHES_GATEWAY,
          policy,
          head.at().resource(),
          "this permits the same actions on the gateway itself: reading recordings, locks, reloads",
          "name the targets, or write another rule for Gateway::\"postern\"");
    }
    classes(policy, reveals);
  }

  private void anybody(Policy policy, boolean reveals) {
    Scope principal = policy.head().principal();
    boolean anybody = principal instanceof Scope.Any || principal instanceof Scope.Is;
    if (!anybody || looksAtCaller(policy)) {
      return;
    }
    String whom =
        principal instanceof Scope.Is(String type)
            ? "every " + type + " that can sign in"
            : "whoever can sign in";
    if (reveals) {
      notes.add(
          Code.REVEALS_TO_ANYBODY,
          policy,
          policy.head().at().principal(),
          "this shows classed content to " + whom,
          "name a group: principal in Group::\"...\"");
    } else {
      notes.add(
          Code.PERMITS_ANYBODY,
          policy,
          policy.head().at().principal(),
          "this permits it to " + whom,
          "name a group: principal in Group::\"...\"");
    }
  }

  private static boolean looksAtCaller(Policy policy) {
    return Paths.look(policy, Expr.Variable.PRINCIPAL) || Paths.readsContext(policy, "chain");
  }

  /** Whether it permits to see classed content of some target. */
  private boolean reveals(Policy policy) {
    return asks.all().stream()
        .anyMatch(asked -> asked.action().equals(REVEAL) && asked.fits(policy.head()));
  }

  private boolean reachesGateway(Policy policy) {
    return !Paths.look(policy, Expr.Variable.RESOURCE)
        && asks.all().stream()
            .anyMatch(asked ->
                asked.resource().type().equals("Gateway")
                    && asked.fits(policy.head())
                    && !asked.callers(policy.head()).isEmpty());
  }

  private void classes(Policy policy, boolean reveals) {
    boolean byClass =
        Paths.uids(policy.head().resource()).anyMatch(uid -> uid.type().equals("Class"))
            || Paths.look(policy, Expr.Variable.RESOURCE);
    if (!reveals || byClass) {
      return;
    }
    Set<String> classes = new TreeSet<>();
    asks.all().stream()
        .filter(asked -> asked.action().equals(REVEAL) && asked.fits(policy.head()))
        .flatMap(asked -> asked.around().stream())
        .filter(uid -> uid.type().equals("Class") && !uid.id().equals(Vocabulary.UNMAPPED))
        .forEach(uid -> classes.add(uid.id()));
    boolean one =
        policy.head().resource() instanceof Scope.Equal(EntityUid uid)
            && uid.type().equals("Field");
    if (!one && !classes.isEmpty()) {
      notes.add(
          Code.REVEALS_EVERY_CLASS,
          policy,
          policy.head().at().action(),
          "this shows content of every class there: " + String.join(", ", classes),
          "permit reveal by a rule of its own, resource in Class::\"...\"");
    }
  }
}
