package dev.postern.kernel.gate;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is open on one lane, looked at again and again for what would no longer be given. Belongs to
 * the loop's thread.
 */
final class Rounds {
  private final Lane lane;
  private final Holds holds;
  private final Ends ends;
  private final Set<Passage> open = new LinkedHashSet<>();
  private long reviews;

  Rounds(Lane lane, Holds holds, Ends ends) {
    this.lane = lane;
    this.holds = holds;
    this.ends = ends;
  }

  /** How many passages are open. */
  int open() {
    return open.size();
  }

  /** How often everything was looked at. */
  long reviews() {
    return reviews;
  }

  void add(Passage passage) {
    open.add(passage);
    ends.watch(passage.description().visit());
  }

  void remove(Passage passage) {
    open.remove(passage);
  }

  /**
   * Takes back what would no longer be given, and what cannot be decided about. A defect with one
   * is thrown when all were looked at.
   */
  void review(boolean policyToo, Whose whose) {
    reviews++;
    Instant now = lane.now();
    Defects defects = new Defects();
    for (Passage passage : List.copyOf(open)) {
      if (passage.untouched() && whose.fits(passage.description())) {
        defects
            .found(() -> lane.judge().against(passage, policyToo, now), Reasons.UNDECIDED)
            .filter(passage::revoke)
            .ifPresent(why -> defects.apart(() -> passage.asker().revoked(passage, why)));
      }
    }
    if (holds.size() > 0) {
      holds.review(policyToo, whose, defects);
    }
    defects.apart(this::setAlarm);
    defects.tell();
  }

  /** Takes back what has ended by the clock; nothing else can have changed. */
  void strike() {
    Instant now = lane.now();
    boolean ended = holds.anyEnded(now);
    for (Passage passage : open) {
      ended |= passage.untouched() && !now.isBefore(passage.description().visit().ends());
    }
    if (ended) {
      review(false, Whose.EVERYBODYS);
    } else {
      setAlarm();
    }
  }

  /** Has the lane woken when the next of what is open ends. */
  void setAlarm() {
    ends.again();
    for (Passage passage : open) {
      if (passage.untouched()) {
        ends.watch(passage.description().visit());
      }
    }
    holds.visits().forEach(ends::watch);
  }
}
