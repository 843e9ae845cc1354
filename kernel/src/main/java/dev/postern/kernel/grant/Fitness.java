package dev.postern.kernel.grant;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.policy.Grant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether something can be granted at a moment, whatever anybody says.
 *
 * @param running the grants that run
 */
record Fitness(Surroundings around, List<Grant> running, Instant now) {
  /** Why somebody cannot be given what they wish; empty where they can. */
  Optional<GrantException> against(Wish wish, Principal by) {
    if (by.chain().size() != 1 || by.actor().kind() != Party.Kind.PERSON) {
      return refused(
          GrantException.Why.NOT_YOURS, "a person asks for a grant, alone and for themselves");
    }
    if (!around.has(wish.role(), wish.target())) {
      return refused(
          GrantException.Why.NOT_FOUND,
          "there is no role " + wish.role() + " or no target " + wish.target());
    }
    return against(wish.time()).or(() -> full(by.actor()));
  }

  private Optional<GrantException> full(Party person) {
    GrantLimits limits = around.limits();
    long theirs = running.stream().filter(grant -> grant.covers(person)).count();
    if (theirs >= limits.ofPerson()) {
      return refused(
          GrantException.Why.FULL, "you have " + theirs + " grants that run; that is all");
    }
    return running.size() >= limits.running()
        ? refused(GrantException.Why.FULL, "too many grants run; try again later")
        : Optional.empty();
  }

  /** Why a grant cannot be renewed so; empty where it can. */
  Optional<GrantException> against(Grant grant, Wish.Time time) {
    return time.from(now).isAfter(grant.term().until())
        ? against(time)
        : refused(GrantException.Why.UNFIT, "it runs until " + grant.term().until() + " already");
  }

  private Optional<GrantException> against(Wish.Time time) {
    Instant until = time.from(now);
    if (!now.isBefore(until)) {
      return refused(GrantException.Why.UNFIT, "the grant would end before it begins");
    }
    return until.isAfter(now.plus(around.limits().longest()))
        ? refused(
            GrantException.Why.UNFIT,
            "a grant may last " + around.limits().longest().toSeconds() + " seconds at most")
        : Optional.empty();
  }

  private static Optional<GrantException> refused(GrantException.Why why, String message) {
    return Optional.of(new GrantException(why, message));
  }
}
