package dev.postern.gateway.simulator;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Grant;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was granted, as everybody outside the gateway knows it, and what must hold of it. */
final class Lent {
  private final Map<String, Loan> loans = new LinkedHashMap<>();
  private final Map<EntryId, Loan> used = new HashMap<>();
  private final Set<EntryId> counted = new HashSet<>();

  /** One grant. */
  private static final class Loan {
    Grant grant;
    boolean over;
    boolean past;
    long operations;
    long rows;
    long bytes;
    int ends;
    boolean told;

    Loan(Grant grant) {
      this.grant = grant;
    }

    /** Whether something may still move under it. */
    boolean usable(Instant now) {
      return !over && !(past && !grant.holdsAt(now));
    }
  }

  /** Somebody was given something, or its time was changed. */
  void runs(Grant grant) {
    Loan known = loans.computeIfAbsent(grant.id(), none -> new Loan(grant));
    known.grant = grant;
  }

  /** Those that may run. */
  List<Grant> running() {
    return loans.values().stream().filter(loan -> !loan.over).map(loan -> loan.grant).toList();
  }

  /** Whether somebody may have something on a target. */
  boolean held(String person, String target) {
    return running().stream()
        .anyMatch(grant -> grant.person().equals(person) && grant.target().equals(target));
  }

  /** Those of which the gateway says that they run no more, and nothing can act on them. */
  void over(Collection<String> ids) {
    ids.forEach(id -> {
      Loan loan = loans.get(id);
      if (loan != null) {
        loan.over = true;
      }
    });
  }

  /** Everything that ended by the clock up to a moment was looked after. */
  void turned(Instant moment) {
    loans.values().forEach(loan -> loan.past = !loan.grant.holdsAt(moment));
  }

  /** The gateway's process is dead: what it had not finished to tell it may tell once more. */
  void died() {
    loans
        .values()
        .forEach(loan -> {
          loan.told |= loan.ends > 0;
          loan.ends = 0;
          loan.past = false;
        });
  }

  /** The clock was set: what it ended may run again, unless the gateway said that it is over. */
  void clockSet() {
    loans.values().forEach(loan -> loan.past = false);
  }

  /** The rules are given a grant to decide with. */
  static void looksAt(Grant grant, Instant now) {
    if (!grant.holdsAt(now)) {
      throw new Broken("decided with a grant that is not in force: " + grant.told());
    }
  }

  /** Something was let through that only a grant lets through. */
  void admitted(Leaf.Admitted leaf) {
    String rule = leaf.decision().rules().stream().findFirst().orElse("");
    Loan loan = loans.get(rule.replace(SimulatedPolicy.LENT_BY, ""));
    boolean fits =
        loan != null
            && loan.grant.person().equals(leaf.asked().caller().subject().name())
            && loan.grant.target().equals(leaf.asked().target());
    if (!fits) {
      throw new Broken("admitted without a grant: " + leaf.asked().label() + " by " + rule);
    }
    used.put(leaf.id(), loan);
  }

  /** Something that only a grant lets through reaches the target, or goes on doing so. */
  void moves(Leaf.Admitted leaf, Instant now) {
    Loan loan = used.get(leaf.id());
    if (loan == null) {
      return;
    }
    boolean usable =
        loans.values().stream()
            .filter(other -> other.grant.person().equals(loan.grant.person()))
            .filter(other -> other.grant.target().equals(loan.grant.target()))
            .anyMatch(other -> other.usable(now));
    if (!usable) {
      throw new Broken("sent after its grant had ended: " + loan.grant.told());
    }
    if (counted.add(leaf.id())) {
      loan.operations++;
      within(loan, loan.grant.budget());
    }
  }

  /** Somebody was shown some of a reply to something that only a grant lets through. */
  void shown(Leaf.Admitted leaf, int rows, int bytes) {
    Loan loan = used.get(leaf.id());
    if (loan != null) {
      loan.rows += rows;
      loan.bytes += bytes;
      within(loan, loan.grant.budget());
    }
  }

  private static void within(Loan loan, Budget budget) {
    if (loan.operations > budget.operations().orElse(Long.MAX_VALUE)
        || loan.rows > budget.rows().orElse(Long.MAX_VALUE)
        || loan.bytes > budget.bytes().orElse(Long.MAX_VALUE)) {
      throw new Broken(
          "over its budget: %s had %d operations, %d rows, %d bytes of %s"
              .formatted(loan.grant.told(), loan.operations, loan.rows, loan.bytes, budget.told()));
    }
  }

  /** The ledger was told something of a grant. */
  void noted(Leaf.Noted leaf) {
    if (!leaf.what().equals("grant-ended")) {
      return;
    }
    Loan loan = loans.get(leaf.about().get("grant"));
    if (loan != null && ++loan.ends > 1) {
      throw new Broken("its end was recorded twice: " + loan.grant.told());
    }
  }

  /** How many there are of which no end is recorded. */
  int unended() {
    return (int) loans.values().stream().filter(loan -> loan.ends == 0 && !loan.told).count();
  }
}
