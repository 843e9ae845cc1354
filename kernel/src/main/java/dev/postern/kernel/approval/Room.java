package dev.postern.kernel.approval;

import java.util.Optional;

/** Whether there is room for one more request, and for one more who waits. */
final class Room {
  private final DeskLimits limits;
  private final Shelf shelf;
  private final Waits waits;

  Room(DeskLimits limits, Shelf shelf, Waits waits) {
    this.limits = limits;
    this.shelf = shelf;
    this.waits = waits;
  }

  /** Why there is no room for a request; empty where there is. */
  Optional<Wait.Over> forRequest(Request.Subject subject) {
    int ofCaller = shelf.openOf(subject.interested());
    if (ofCaller >= limits.openOfCaller()) {
      return full("you have " + ofCaller + " requests that wait for people; that is all");
    }
    boolean many =
        shelf.openFor(subject.target()) >= limits.openOf(subject.target())
            || shelf.living().size() >= limits.open();
    return many ? full("too many requests wait for people; try again later") : forWait(subject);
  }

  /** Why there is no room for somebody who waits; empty where there is. */
  Optional<Wait.Over> forWait(Request.Subject subject) {
    return waits.size() >= limits.waits()
            || waits.openOf(subject.interested()) >= limits.waitsOfPerson()
        ? full("too many calls wait for people; try again later")
        : Optional.empty();
  }

  private static Optional<Wait.Over> full(String reason) {
    return Optional.of(new Wait.Over(Wait.Over.Kind.OVER_LIMIT, reason));
  }
}
