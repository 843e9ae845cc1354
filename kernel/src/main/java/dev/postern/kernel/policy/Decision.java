package dev.postern.kernel.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What policy says of an operation; every answer names the rules that gave it. */
public sealed interface Decision {
  /** The ids of the rules that determined it; empty for a denial by default. */
  List<String> rules();

  /** It may pass. */
  record Allow(List<String> rules) implements Decision {
    public Allow {
      rules = List.copyOf(rules);
    }
  }

  /**
   * It may pass once people approve.
   *
   * @param approvals who must approve, one entry for each forbidding rule
   * @param life the shortest time that one of the rules gives people to answer; empty where none
   *     says
   */
  record Hold(List<String> rules, List<Approval> approvals, Optional<Duration> life)
      implements Decision {
    public Hold {
      rules = List.copyOf(rules);
      approvals = List.copyOf(approvals);
    }

    /** What leaves the time that people have to the desk. */
    public Hold(List<String> rules, List<Approval> approvals) {
      this(rules, approvals, Optional.empty());
    }
  }

  /**
   * It may not pass.
   *
   * @param reason what a caller may know of it, in one sentence without a rule's secrets
   */
  record Deny(List<String> rules, String reason) implements Decision {
    public Deny {
      rules = List.copyOf(rules);
    }
  }

  /**
   * What one rule asks for.
   *
   * @param rule the rule's id
   * @param reviewers the group that may approve
   * @param quorum how many distinct people of it must
   */
  record Approval(String rule, String reviewers, int quorum) {}
}
