package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Account;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A decision told part by part, for people who ask why.
 *
 * @param decision the decision
 * @param asks what was asked for it: each link of the chain about each atom, in the order of asking
 */
public record Explanation(Decision decision, List<Ask> asks) {
  public Explanation {
    asks = List.copyOf(asks);
  }

  /**
   * One link of the chain about one atom.
   *
   * @param link who
   * @param inside what they are in: groups, and roles on the target
   * @param atom what
   * @param accounts every rule whose head fits action and resource, whoever it speaks of
   */
  public record Ask(Party link, Set<EntityUid> inside, Atom atom, List<Account> accounts) {
    public Ask {
      inside = Set.copyOf(inside);
      accounts = List.copyOf(accounts);
    }
  }

  static Explanation of(
      Decision decision, PolicySet policies, Scene scene, Operation operation, Facts facts) {
    List<Ask> asks = new ArrayList<>();
    for (Party link : operation.caller().chain()) {
      for (Atom atom : operation.atoms()) {
        Scene.Question question = scene.question(link, atom, operation.context(), facts);
        List<Account> accounts =
            policies.policies().stream()
                .map(policy -> Account.of(policy, question.request(), question.entities()))
                .filter(account -> account.head().action() && account.head().resource())
                .toList();
        Set<EntityUid> inside = question.entities().ancestors(question.request().principal());
        asks.add(new Ask(link, inside, atom, accounts));
      }
    }
    return new Explanation(decision, asks);
  }
}
