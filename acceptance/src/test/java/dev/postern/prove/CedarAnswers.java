package dev.postern.prove;

import dev.postern.kernel.cedar.Answer;
import dev.postern.kernel.cedar.Fault;
import dev.postern.kernel.cedar.Policy;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes answers so that equal ones are equal texts. */
final class CedarAnswers {
  private CedarAnswers() {}

  static String written(boolean allowed, Set<String> determining, Set<String> erroring) {
    return "%s by %s, errors in %s".formatted(allowed ? "allow" : "deny", determining, erroring);
  }

  static String written(Answer answer) {
    return written(
        answer.allowed(),
        names(answer.determining().stream()),
        names(answer.faults().stream().map(Fault::policy)));
  }

  /** The official names of policies: their place in the set. */
  private static Set<String> names(Stream<Policy> policies) {
    return policies
        .map(policy -> "policy" + policy.ordinal())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
