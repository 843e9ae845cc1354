package dev.postern.kernel.gate;

import dev.postern.kernel.policy.Decision;
import java.util.List;

/**
 * What policy asks of people before an operation passes.
 *
 * @param approvals an entry for each rule that asks
 */
public record PeopleNeeded(List<Decision.Approval> approvals) {
  public PeopleNeeded {
    approvals = List.copyOf(approvals);
  }

  /** Who must approve, in words: {@code dba and 2 of release}. */
  public String told() {
    List<String> asked =
        approvals.stream()
            .map(a -> a.quorum() == 1 ? a.reviewers() : a.quorum() + " of " + a.reviewers())
            .distinct()
            .toList();
    return String.join(" and ", asked);
  }
}
