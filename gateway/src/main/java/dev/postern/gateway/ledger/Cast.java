package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Party;
import java.util.HashSet;
import java.util.Set;

/**
 * Who asked whom, by the names that policy and the ledger use.
 *
 * @param people the persons of the chain, and the owners of its links
 * @param agents the agents of the chain
 * @param workloads the workloads of the chain
 * @param target whom they asked
 */
public record Cast(Set<String> people, Set<String> agents, Set<String> workloads, String target) {
  public Cast {
    people = Set.copyOf(people);
    agents = Set.copyOf(agents);
    workloads = Set.copyOf(workloads);
  }

  /** Of what was asked. */
  public static Cast of(Leaf.Asked asked) {
    Set<String> people = new HashSet<>();
    Set<String> agents = new HashSet<>();
    Set<String> workloads = new HashSet<>();
    for (Party party : asked.caller().chain()) {
      party.owner().ifPresent(people::add);
      switch (party.kind()) {
        case PERSON -> people.add(party.name());
        case AGENT -> agents.add(party.name());
        case WORKLOAD -> workloads.add(party.name());
        case SERVER, POSTERN -> {}
      }
    }
    return new Cast(people, agents, workloads, asked.target());
  }
}
