package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Problem;
import dev.postern.kernel.cedar.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The annotations by which a forbid asks for people: {@code @approval("group")}, {@code
 * @quorum("n")} of that group, {@code @expires("15m")} for the time that they have. One that cannot
 * be understood asks for what nobody can give.
 */
public final class ApprovalMarks {
  /** The code of what is wrong with these annotations. */
  public static final String CODE = "approval";

  /** How many distinct people a rule may ask for. */
  static final int LARGEST_QUORUM = 50;

  /** The shortest time that a rule may give people. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  /** The longest time that a rule may give people. */
  public static final Duration LONGEST = Duration.ofDays(7);

  private static final String APPROVAL = "approval";
  private static final String QUORUM = "quorum";
  private static final String EXPIRES = "expires";
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]?");
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

  private ApprovalMarks() {}

  /** What a rule asks for; empty where it asks for nobody, or in a form that means nothing. */
  static Optional<Decision.Approval> approval(Policy policy) {
    Optional<Integer> quorum = quorum(policy.annotation(QUORUM).orElse("1"));
    boolean timed = policy.annotation(EXPIRES).isEmpty() || expires(policy).isPresent();
    return policy
        .annotation(APPROVAL)
        .filter(group -> !group.isEmpty() && timed)
        .flatMap(group -> quorum.map(count -> new Decision.Approval(policy.id(), group, count)));
  }

  /** The time that a rule gives people; empty where it says none, or nothing that is a time. */
  static Optional<Duration> expires(Policy policy) {
    return policy.annotation(EXPIRES).flatMap(ApprovalMarks::time);
  }

  private static Optional<Integer> quorum(String written) {
    return Optional.of(written)
        .filter(text -> NUMBER.matcher(text).matches())
        .map(Integer::parseInt)
        .filter(count -> count <= LARGEST_QUORUM);
  }

  private static Optional<Duration> time(String written) {
    Matcher parts = TIME.matcher(written);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(parts.group(1));
    Duration time =
        switch (parts.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    return Optional.of(time)
        .filter(some -> some.compareTo(SHORTEST) >= 0 && some.compareTo(LONGEST) <= 0);
  }

  /**
   * What is wrong with these annotations, in the order of the policies; every problem an error.
   *
   * @param groups the groups that are known by name
   */
  public static List<Problem> problems(PolicySet policies, Set<String> groups) {
    List<Problem> problems = new ArrayList<>();
    for (Policy policy : policies.policies()) {
      for (String wrong : wrong(policy, groups)) {
        problems.add(new Problem(CODE, Severity.ERROR, policy.at(), wrong));
      }
    }
    return problems;
  }

  private static List<String> wrong(Policy policy, Set<String> groups) {
    List<String> wrong = new ArrayList<>();
    Optional<String> group = policy.annotation(APPROVAL);
    if (group.isPresent() && policy.effect() == Effect.PERMIT) {
      wrong.add("@approval stands on a permit, which asks nobody: it belongs on a forbid");
    }
    if (group.isPresent() && !groups.contains(group.get())) {
      wrong.add("@approval names no known group: '%s' is none of groups".formatted(group.get()));
    }
    policy
        .annotation(QUORUM)
        .filter(written -> quorum(written).isEmpty())
        .ifPresent(written ->
            wrong.add(
                "@quorum is how many people must approve, from 1 to %d, not '%s'"
                    .formatted(LARGEST_QUORUM, written)));
    policy
        .annotation(EXPIRES)
        .filter(written -> time(written).isEmpty())
        .ifPresent(written ->
            wrong.add(
                "@expires is a time from 10s to 7d, as 30s, 15m, 8h or 2d, not '%s'"
                    .formatted(written)));
    for (String mark : List.of(QUORUM, EXPIRES)) {
      if (group.isEmpty() && policy.annotation(mark).isPresent()) {
        wrong.add("@%s says something of an @approval, and there is none".formatted(mark));
      }
    }
    return wrong;
  }
}
