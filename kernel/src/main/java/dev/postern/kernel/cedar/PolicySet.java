package dev.postern.kernel.cedar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies that are asked together. Immutable; may be asked by many threads at once. */
public final class PolicySet {
  private final List<Policy> policies;
  private final Map<String, Policy> byId;
  private final ScopeIndex index;

  private PolicySet(List<Policy> policies, Map<String, Policy> byId) {
    this.policies = List.copyOf(policies);
    this.byId = byId;
    this.index = new ScopeIndex(policies.stream().map(Compiled::new).toList());
  }

  /** What parsing gives: all of it or nothing. */
  public sealed interface Parsed {}

  /** Every source was understood. */
  public record Accepted(PolicySet policies) implements Parsed {}

  /** Something was not; these are all the problems found, at least one. */
  public record Rejected(List<Problem> problems) implements Parsed {
    public Rejected {
      problems = List.copyOf(problems);
    }
  }

  /** The policies of these sources, in their order, within the standard limits. */
  public static Parsed parse(List<Source> sources) {
    return parse(sources, Limits.STANDARD);
  }

  /** The policies of these sources, in their order. */
  public static Parsed parse(List<Source> sources, Limits limits) {
    List<Policy> policies = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Source source : sources) {
      PolicyParser.read(source, limits, policies, problems);
    }
    Map<String, Policy> byId = HashMap.newHashMap(policies.size());
    for (Policy policy : policies) {
      Policy earlier = byId.putIfAbsent(policy.id(), policy);
      if (earlier != null && problems.size() < limits.problems()) {
        problems.add(
            Problem.error(
                policy.at(),
                "the policy at %s has the id %s too".formatted(earlier.at(), policy.id())));
      }
    }
    return problems.isEmpty()
        ? new Accepted(new PolicySet(policies, byId))
        : new Rejected(problems);
  }

  /** The policies, in the order they were read. */
  public List<Policy> policies() {
    return policies;
  }

  /** The policy with this id. */
  public Optional<Policy> policy(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Cedar's answer. Total: what a policy cannot evaluate is a fault in the answer. */
  public Answer answer(Request request, Entities entities) {
    return slice(request.head(), entities).answer(request.context());
  }

  /** What is to be asked of one principal, action and resource, for any number of contexts. */
  public Slice slice(Request.Head head, Entities entities) {
    return Slice.of(index, head, entities);
  }
}
