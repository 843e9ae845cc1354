package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Principal;
import java.time.Instant;
import java.util.List;

/**
 * Everything that was asked in one session, in the order of its decisions.
 *
 * @param session the gateway's name of it; empty for what was asked before there was one
 * @param deeds at least one
 */
public record SessionStory(String session, List<Deed> deeds) {
  public SessionStory {
    deeds = List.copyOf(deeds);
    if (deeds.isEmpty()) {
      throw new IllegalArgumentException("a session without an operation is no story");
    }
  }

  /** Who asked first. */
  public Principal who() {
    return deeds.getFirst().asked().caller();
  }

  /** Whom they asked. */
  public String target() {
    return deeds.getFirst().asked().target();
  }

  /** What a list says of it. */
  public Summary summary() {
    int refused = 0;
    int open = 0;
    long masked = 0;
    long held = 0;
    Instant last = deeds.getLast().at();
    for (Deed deed : deeds) {
      held += deed.held() ? 1 : 0;
      switch (deed.fate()) {
        case Deed.Fate.TurnedAway away -> refused++;
        case Deed.Fate.Open none -> open++;
        case Deed.Fate.Elsewhere ended -> {}
        case Deed.Fate.Ended(EntryId entry, Instant at, Leaf.Outcome outcome) -> {
          masked += outcome.counts().masked() + outcome.counts().withheld();
          last = at.isAfter(last) ? at : last;
        }
      }
    }
    return new Summary(
        session,
        who(),
        target(),
        deeds.getFirst().at(),
        last,
        new Summary.Tally(deeds.size(), refused, open, masked, held));
  }

  /**
   * A session in one line.
   *
   * @param opened when it asked first
   * @param last when it asked last, or what it asked ended last
   */
  public record Summary(
      String session, Principal who, String target, Instant opened, Instant last, Tally tally) {
    /**
     * What happened in it.
     *
     * @param operations all of them
     * @param refused turned away
     * @param open not ended
     * @param masked values masked or withheld
     * @param held put before people, whatever they said
     */
    public record Tally(long operations, long refused, long open, long masked, long held) {}
  }
}
