package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Answer;
import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.Fault;
import dev.postern.kernel.cedar.Policy;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an answer of Cedar's means to a gateway. */
final class Answers {
  private Answers() {}

  /** Whether a rule that forbids could not be evaluated. */
  static boolean forbidErred(Answer answer) {
    for (Fault fault : answer.faults()) {
      if (fault.policy().effect() == Effect.FORBID) {
        return true;
      }
    }
    return false;
  }

  /** The rules that forbid and could not be evaluated. */
  static List<String> erring(Answer answer) {
    return answer.faults().stream()
        .filter(fault -> fault.policy().effect() == Effect.FORBID)
        .map(fault -> fault.policy().id())
        .toList();
  }

  /** The ids of the determining rules. */
  static List<String> rules(Answer answer) {
    List<Policy> determining = answer.determining();
    return determining.size() == 1
        ? List.of(determining.getFirst().id())
        : determining.stream().map(Policy::id).toList();
  }

  /** What the determining rules ask of people, one entry for each that asks. */
  static List<Decision.Approval> approvals(Answer answer) {
    return answer.determining().stream()
        .flatMap(policy -> ApprovalMarks.approval(policy).stream())
        .toList();
  }

  /** The shortest time that a determining rule gives people. */
  static Optional<Duration> life(Answer answer) {
    return answer.determining().stream()
        .flatMap(policy -> ApprovalMarks.expires(policy).stream())
        .min(Comparator.naturalOrder());
  }

  /** What a forbid's {@code @reason} tells the caller; the first one that has any. */
  static String reason(Answer answer) {
    return answer.determining().stream()
        .flatMap(policy -> policy.annotation("reason").stream())
        .filter(reason -> !reason.isEmpty())
        .findFirst()
        .orElse("a rule forbids this");
  }
}
