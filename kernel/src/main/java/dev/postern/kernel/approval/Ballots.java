package dev.postern.kernel.approval;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.policy.Decision;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whose answer counts. */
final class Ballots {
  private final DeskLimits limits;
  private final Predicate<Party> welcome;

  Ballots(DeskLimits limits, Predicate<Party> welcome) {
    this.limits = limits;
    this.welcome = welcome;
  }

  /** The vote that an answer is. */
  Vote check(Ballot ballot, Request request, Instant now) throws BallotException {
    Principal reviewer = ballot.reviewer();
    if (!concerns(request, reviewer)) {
      throw notFound();
    }
    Optional<String> objection = objection(request, reviewer);
    if (objection.isPresent()) {
      throw new BallotException(BallotException.Why.NOT_YOURS, objection.get());
    }
    boolean open =
        request.state() == Request.State.OPEN
            || request.state() == Request.State.APPROVED && !ballot.approves();
    if (!open) {
      throw new BallotException(
          BallotException.Why.NOT_OPEN,
          "the request is " + request.state().name().toLowerCase(Locale.ROOT));
    }
    if (!request.binding().equals(ballot.binding())) {
      throw new BallotException(
          BallotException.Why.CHANGED, "this is not what you were shown; look at it again");
    }
    String person = reviewer.actor().name();
    if (ballot.approves() && request.votes().stream().anyMatch(v -> v.person().equals(person))) {
      throw new BallotException(BallotException.Why.ANSWERED, "you have answered this request");
    }
    // A denial ends the request, so there is always room for it.
    if (ballot.approves() && request.votes().size() >= limits.votes()) {
      throw new BallotException(BallotException.Why.FULL, "the request has too many answers");
    }
    return new Vote(
        person,
        reviewer.actor().identity(),
        asked(request, reviewer),
        ballot.approves(),
        now,
        ballot.entry(),
        ballot.comment());
  }

  /** Why somebody's answer would not count; empty when it would. */
  Optional<String> objection(Request request, Principal reviewer) {
    if (reviewer.chain().size() > 1 || reviewer.actor().kind() != Party.Kind.PERSON) {
      return Optional.of("only a person who speaks for nobody else can answer");
    }
    String person = reviewer.actor().name();
    if (request.subject().interested().contains(person)) {
      return Optional.of("nobody answers a request of their own");
    }
    if (asked(request, reviewer).isEmpty()) {
      return Optional.of("you are in none of the groups that are asked");
    }
    return welcome.test(reviewer.actor())
        ? Optional.empty()
        : Optional.of("you are locked, so your answer does not count");
  }

  /** Which of the groups that are asked somebody belongs to. */
  private static Set<String> asked(Request request, Principal reviewer) {
    return request.subject().approvals().stream()
        .map(Decision.Approval::reviewers)
        .filter(reviewer.actor().groups()::contains)
        .collect(Collectors.toSet());
  }

  /** Whether somebody may look at a request: who asks, and people who are asked. */
  static boolean concerns(Request request, Principal principal) {
    return asks(request, principal) || alone(principal) && !asked(request, principal).isEmpty();
  }

  /**
   * Whether somebody asks: the very parties that did, or a person in whose interest it is. An agent
   * of theirs that did not ask knows nothing of it.
   */
  static boolean asks(Request request, Principal principal) {
    return request.subject().by(principal.chain())
        || alone(principal) && request.subject().interested().contains(principal.actor().name());
  }

  private static boolean alone(Principal principal) {
    return principal.chain().size() == 1 && principal.actor().kind() == Party.Kind.PERSON;
  }

  static BallotException notFound() {
    return new BallotException(BallotException.Why.NOT_FOUND, "there is no such request");
  }
}
