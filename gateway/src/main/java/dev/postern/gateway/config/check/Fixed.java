package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Expr;
import dev.postern.kernel.cedar.Expr.Comparison;
import dev.postern.kernel.cedar.Expr.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an expression says where only action, resource and the caller's type are known. */
final class Fixed {
  private static final Set<String> PARTIES =
      Set.of("Person", "Workload", "Agent", "Server", "Postern");

  private Fixed() {}

  /** Whether it is true; empty where that hangs on more. */
  static Optional<Boolean> truth(Expr expr, Asked asked, String principal) {
    return switch (expr) {
      case Expr.Compare(Comparison operator, Expr left, Expr right, var at) ->
          switch (operator) {
            case EQUAL -> equal(left, right, asked, principal);
            case NOT_EQUAL -> equal(left, right, asked, principal).map(equal -> !equal);
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> Optional.empty();
          };
      case Expr.In(Expr.Var(Variable variable, var place), Expr right, var at) ->
          uids(right).flatMap(uids -> in(variable, uids, asked, principal));
      case Expr.Is(Expr.Var(Variable variable, var place), String type, var parent, var at) ->
          is(variable, type, parent, asked, principal);
      case Expr other -> Optional.empty();
    };
  }

  private static Optional<Boolean> equal(Expr left, Expr right, Asked asked, String principal) {
    if (left instanceof Expr.Literal && right instanceof Expr.Var) {
      return equal(right, left, asked, principal);
    }
    if (left instanceof Expr.Var(Variable variable, var place)
        && right instanceof Expr.Literal(EntityUid uid, var at)) {
      return switch (variable) {
        case ACTION -> Optional.of(asked.action().equals(uid));
        case RESOURCE -> ofResource(uid.type(), asked, asked.resource().equals(uid));
        case PRINCIPAL -> never(!uid.type().equals(principal));
        case CONTEXT -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Optional<Boolean> in(
      Variable variable, List<EntityUid> uids, Asked asked, String principal) {
    return switch (variable) {
      case ACTION -> Optional.of(uids.stream().anyMatch(asked.actions()::contains));
      case RESOURCE ->
          asked.party()
              ? never(uids.stream().allMatch(uid -> another(uid, asked.resource().type())))
              : Optional.of(uids.stream().anyMatch(asked.around()::contains));
      case PRINCIPAL -> never(uids.stream().allMatch(uid -> another(uid, principal)));
      case CONTEXT -> Optional.empty();
    };
  }

  private static Optional<Boolean> is(
      Variable variable, String type, Optional<Expr> parent, Asked asked, String principal) {
    String found =
        switch (variable) {
          case ACTION -> asked.action().type();
          case RESOURCE -> asked.resource().type();
          case PRINCIPAL -> principal;
          case CONTEXT -> "";
        };
    if (!found.equals(type)) {
      return Optional.of(false);
    }
    return parent.isEmpty()
        ? Optional.of(true)
        : uids(parent.get()).flatMap(uids -> in(variable, uids, asked, principal));
  }

  private static Optional<Boolean> ofResource(String type, Asked asked, boolean same) {
    return asked.party() ? never(!type.equals(asked.resource().type())) : Optional.of(same);
  }

  private static Optional<Boolean> never(boolean sure) {
    return sure ? Optional.of(false) : Optional.empty();
  }

  /** A party of another type: nobody is in it. */
  private static boolean another(EntityUid uid, String type) {
    return PARTIES.contains(uid.type()) && !uid.type().equals(type);
  }

  private static Optional<List<EntityUid>> uids(Expr expr) {
    List<Expr> elements = expr instanceof Expr.SetLiteral set ? set.elements() : List.of(expr);
    List<EntityUid> uids = new ArrayList<>();
    for (Expr element : elements) {
      if (!(element instanceof Expr.Literal(EntityUid uid, var at))) {
        return Optional.empty();
      }
      uids.add(uid);
    }
    return Optional.of(uids);
  }
}
