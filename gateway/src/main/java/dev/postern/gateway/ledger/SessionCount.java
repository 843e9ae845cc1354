package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what happened in each session, without keeping its operations. */
final class SessionCount {
  private final Map<String, Count> sessions = new LinkedHashMap<>();
  private final Map<EntryId, Count> open = new HashMap<>();

  private static final class Count {
    final Leaf.Asked first;
    final Instant opened;
    Instant last;
    long operations;
    long refused;
    long open;
    long masked;
    long held;

    Count(Leaf.Asked first, Instant opened) {
      this.first = first;
      this.opened = opened;
      this.last = opened;
    }
  }

  void saw(Leaf leaf) {
    switch (leaf) {
      case Leaf.Admitted admitted -> {
        Count count = asked(admitted.asked(), admitted.at());
        count.open++;
        count.held += admitted.restsOn().isEmpty() ? 0 : 1;
        open.put(admitted.id(), count);
      }
      case Leaf.Refused refused -> {
        Count count = asked(refused.asked(), refused.at());
        count.refused++;
        count.held += refused.decision().answer().equals("hold") ? 1 : 0;
      }
      case Leaf.Closed closed -> {
        Count count = open.remove(closed.of());
        if (count != null) {
          count.open--;
          count.last = closed.at().isAfter(count.last) ? closed.at() : count.last;
          count.masked += closed.outcome().counts().masked() + closed.outcome().counts().withheld();
        }
      }
      case Leaf.Noted noted -> {}
    }
  }

  List<SessionStory.Summary> summaries() {
    return sessions.values().stream()
        .map(count ->
            new SessionStory.Summary(
                count.first.session(),
                count.first.caller(),
                count.first.target(),
                count.opened,
                count.last,
                new SessionStory.Summary.Tally(
                    count.operations, count.refused, count.open, count.masked, count.held)))
        .toList();
  }

  private Count asked(Leaf.Asked asked, Instant at) {
    Count count = sessions.computeIfAbsent(asked.session(), none -> new Count(asked, at));
    count.operations++;
    count.last = at.isAfter(count.last) ? at : count.last;
    return count;
  }
}
