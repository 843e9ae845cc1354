package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Ref;
import java.util.Set;
import java.util.stream.Collectors;

/** People and their like as resources: what a target asks of somebody is done to them. */
final class Names {
  private Names() {}

  /** The Cedar type of a party. */
  static String type(Party.Kind kind) {
    return switch (kind) {
      case PERSON -> "Person";
      case WORKLOAD -> "Workload";
      case AGENT -> "Agent";
      case SERVER -> "Server";
      case POSTERN -> "Postern";
    };
  }

  /** The groups of a party, as parents. */
  static Set<Ref> groups(Party party) {
    return party.groups().stream()
        .map(group -> new Ref("Group", group))
        .collect(Collectors.toUnmodifiableSet());
  }
}
