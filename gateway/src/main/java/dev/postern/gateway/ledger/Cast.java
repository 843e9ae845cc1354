package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Party;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who asked whom, by the names that policy and the ledger use.
 *
 * @param callers the persons of the chain
 * @param people the callers, and the owners of the chain's links
 * @param agents the agents of the chain
 * @param workloads the workloads of the chain
 * @param target whom they asked
 */
public record Cast(
    Set<String> callers,
    Set<String> people,
    Set<String> agents,
    Set<String> workloads,
    String target) {
  public Cast {
    callers = Set.copyOf(callers);
    people = Set.copyOf(people);
    agents = Set.copyOf(agents);
    workloads = Set.copyOf(workloads);
  }

  /** Of what was asked. */
  public static Cast of(Leaf.Asked asked) {
    return of(asked.caller().chain(), asked.target());
  }

  /** Of a chain that asks a target. */
  public static Cast of(List<Party> chain, String target) {
    Set<String> callers = new HashSet<>();
    Set<String> people = new HashSet<>();
    Set<String> agents = new HashSet<>();
    Set<String> workloads = new HashSet<>();
    for (Party party : chain) {
      party.owner().ifPresent(people::add);
      switch (party.kind()) {
        case PERSON -> callers.add(party.name());
        case AGENT -> agents.add(party.name());
        case WORKLOAD -> workloads.add(party.name());
        case SERVER, POSTERN -> {}
      }
    }
    people.addAll(callers);
    return new Cast(callers, people, agents, workloads, target);
  }

  /**
   * Whether the same people ask the same target; where nobody does, the same jobs by themselves.
   */
  public boolean asks(Cast other) {
    boolean same =
        callers.isEmpty() && other.callers.isEmpty()
            ? !Collections.disjoint(workloads, other.workloads)
            : !Collections.disjoint(callers, other.callers);
    return same && target.equals(other.target);
  }
}
