package dev.postern.kernel.approval;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.policy.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A request for approval, as reviewers see it and as it is kept across restarts. Immutable.
 *
 * @param id its public name
 * @param binding what an answer binds to: {@link Petition#binding()}
 * @param subject what is asked
 * @param asked when
 * @param until when silence refuses it
 * @param state where it stands
 * @param why why it stands there, where somebody said so; else empty
 * @param votes the answers so far, in order
 */
public record Request(
    String id,
    String binding,
    Subject subject,
    Instant asked,
    Instant until,
    State state,
    String why,
    List<Vote> votes) {
  /** Where a request stands. Only the first two go on to another. */
  public enum State {
    /** Answers are missing. */
    OPEN,
    /** Enough people approved; it may be collected, once. */
    APPROVED,
    /** It was collected: the operation was given its passage, or was refused at the last look. */
    COLLECTED,
    /** Somebody said no. */
    DENIED,
    /** Nobody answered in time, or it was approved and not collected in time. */
    EXPIRED,
    /** The caller, the rules or a lock took it back. */
    WITHDRAWN
  }

  /**
   * What is asked.
   *
   * @param caller the chain as a person reads it
   * @param chain who asks
   * @param interested the people whose word does not count
   * @param target the target's name
   * @param label the operation in one line
   * @param attached whether it ends with the wait that asked for it
   * @param approvals who must approve, an entry for each rule that asks
   * @param effect the most that the operation does at the target
   * @param masked what the caller would not see of the reply, a line each
   * @param text the operation as it would run
   */
  public record Subject(
      String caller,
      List<Party> chain,
      Set<String> interested,
      String target,
      String label,
      boolean attached,
      List<Decision.Approval> approvals,
      Effect effect,
      List<String> masked,
      String text) {
    public Subject {
      chain = List.copyOf(chain);
      interested = Set.copyOf(interested);
      approvals = List.copyOf(approvals);
      masked = List.copyOf(masked);
    }

    /** Whether these are the same parties, by whatever groups. */
    boolean by(List<Party> others) {
      boolean same = chain.size() == others.size();
      for (int i = 0; same && i < chain.size(); i++) {
        same =
            chain.get(i).kind() == others.get(i).kind()
                && chain.get(i).identity().equals(others.get(i).identity());
      }
      return same;
    }

    /** The same without what is asked: what is kept of a request that has ended. */
    Subject untold() {
      return new Subject(
          caller, chain, interested, target, label, attached, approvals, effect, masked, "");
    }
  }

  public Request {
    votes = List.copyOf(votes);
  }

  /** Whether it can still be collected. */
  public boolean lives() {
    return state == State.OPEN || state == State.APPROVED;
  }

  /** Whether everybody who had to approve has. */
  boolean enough() {
    return subject.approvals().stream()
        .allMatch(approval -> approving(approval.reviewers()).size() >= approval.quorum());
  }

  /** The distinct people of a group who approved. */
  public Set<String> approving(String group) {
    Set<String> people = new HashSet<>();
    for (Vote vote : votes) {
      if (vote.approves() && vote.groups().contains(group)) {
        people.add(vote.person());
      }
    }
    return people;
  }

  Request with(Vote vote) {
    List<Vote> more = new ArrayList<>(votes);
    more.add(vote);
    return new Request(id, binding, subject, asked, until, state, why, more);
  }

  /** The same without the answers of those who are no longer welcome. */
  Request without(Set<String> people) {
    List<Vote> left = votes.stream().filter(vote -> !people.contains(vote.person())).toList();
    return new Request(id, binding, subject, asked, until, state, why, left);
  }

  /** The last moment that is known of it. */
  Instant lastKnown() {
    return votes.stream()
        .map(Vote::at)
        .reduce(asked, (one, next) -> next.isAfter(one) ? next : one);
  }

  /** The same without the text of what was asked. */
  public Request untold() {
    return new Request(id, binding, subject.untold(), asked, until, state, why, votes);
  }

  Request become(State next, String because) {
    return new Request(id, binding, subject, asked, until, next, because, votes);
  }
}
