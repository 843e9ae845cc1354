package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The target waits for COPY's data, or has just been given the last of it. */
final class Copying {
  /** How many Syncs behind each other are kept; nobody sends two. */
  private static final int MOST_SYNCS = 100;

  private final Step of;
  private boolean open = true;
  private boolean unfinished;
  private final List<Step> syncs = new ArrayList<>();
  private Optional<Poison> poison = Optional.empty();
  private Optional<Step> misplaced = Optional.empty();

  Copying(Step of) {
    this.of = of;
  }

  /** The statement that copies. */
  Step of() {
    return of;
  }

  /** Whether the client's messages are still COPY's. */
  boolean open() {
    return open;
  }

  /** Whether a message is only half sent. */
  boolean unfinished() {
    return unfinished;
  }

  /** Data went on to the target. */
  void fed(FrontendMessage.CopyData run) {
    syncs.clear();
    unfinished = run.unfinished();
  }

  /** The client said that it is done, or that it gives up. */
  void ended() {
    syncs.clear();
    open = false;
  }

  /**
   * The target ignores Sync while it waits for data, for a client may have sent it before it knew
   * of the COPY. It has read it when it gets to what comes behind.
   */
  void ignored(Step step) {
    if (syncs.size() < MOST_SYNCS) {
      syncs.add(step);
    }
  }

  /** What it cannot have ignored, if it fails of itself now: then it is due after all. */
  List<Step> due() {
    return List.copyOf(syncs);
  }

  /** It shall fail. */
  void poisoned(Poison with) {
    poison = Optional.of(with);
  }

  Optional<Poison> poison() {
    return poison;
  }

  /** A message came that has no place here. */
  void misplaced(FrontendMessage message, Slice bytes) {
    misplaced = Optional.of(new Step(message, bytes));
  }

  Optional<Step> misplaced() {
    return misplaced;
  }
}
