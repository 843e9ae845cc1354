package dev.postern.gateway.config.explain;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which rules no entry of a stretch of the ledger names. An entry names the rules that determined
 * its decision: a permit that a forbid beat is not named, and neither are rules that were asked
 * what a reply shows or a list hides.
 */
final class Unused {
  private static final EntityUid REVEAL = new EntityUid("Action", "reveal");

  private final Configuration configuration;
  private final Instant since;
  private final Map<String, Long> named = new HashMap<>();
  private Optional<Instant> first = Optional.empty();
  private long decisions;

  /** Counts from a moment on. */
  Unused(Configuration configuration, Instant since) {
    this.configuration = configuration;
    this.since = since;
  }

  /** Counts one decision. */
  void saw(Deed deed) {
    if (!deed.at().isBefore(since)) {
      decisions++;
      deed.decision().rules().forEach(rule -> named.merge(rule, 1L, Long::sum));
    }
  }

  /** Says when the ledger begins. */
  void keptSince(Instant moment) {
    first = Optional.of(moment);
  }

  /** The rules that were not named, those whose use is not told by entries apart. */
  Map<String, Object> answer() {
    List<Map<String, Object>> unused = new ArrayList<>();
    List<Map<String, Object>> untold = new ArrayList<>();
    List<Map<String, Object>> used = new ArrayList<>();
    for (Policy policy : configuration.policies().policies()) {
      Map<String, Object> rule = Told.rule(policy);
      Long count = named.get(policy.id());
      if (count != null) {
        rule.put("named", count);
        used.add(rule);
      } else if (onlyReveals(policy)) {
        untold.add(rule);
      } else {
        unused.add(rule);
      }
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("since", since.toString());
    first.ifPresent(moment -> told.put("kept-since", moment.toString()));
    told.put("decisions", decisions);
    told.put("unused", unused);
    told.put("untold", untold);
    told.put("used", used);
    return told;
  }

  private static boolean onlyReveals(Policy policy) {
    return switch (policy.head().action()) {
      case Scope.Equal(EntityUid uid) -> uid.equals(REVEAL);
      case Scope.In(EntityUid uid) -> uid.equals(REVEAL);
      case Scope.InAny(List<EntityUid> uids) -> uids.stream().allMatch(REVEAL::equals);
      case Scope.Any any -> false;
      case Scope.Is is -> false;
      case Scope.IsIn isIn -> false;
    };
  }
}
