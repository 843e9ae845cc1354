package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.util.Optional;

/** The target waits for COPY's data, or has just been given the last of it. */
final class Copying {
  private final Step of;
  private boolean open = true;
  private boolean fed;
  private boolean unfinished;
  private Optional<Step> sync = Optional.empty();
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
    fed = true;
    unfinished = run.unfinished();
  }

  /** The client said that it is done, or that it gives up. */
  void ended() {
    fed = true;
    open = false;
  }

  /**
   * The target ignores Sync while it waits for data, for a client may have sent it before it knew
   * of the COPY.
   */
  void ignored(Step step) {
    if (sync.isEmpty()) {
      sync = Optional.of(step);
    }
  }

  /**
   * A Sync that the target cannot have ignored: COPY failed before it asked for any data, so it is
   * due now.
   */
  Optional<Step> due() {
    return fed ? Optional.empty() : sync;
  }

  /** It shall fail. */
  void poisoned(Poison with) {
    poison = Optional.of(with);
  }

  Optional<Poison> poison() {
    return poison;
  }

  /** A message came that has no place here; the target had read all before it. */
  void misplaced(FrontendMessage message, Slice bytes) {
    fed = true;
    misplaced = Optional.of(new Step(message, bytes));
  }

  Optional<Step> misplaced() {
    return misplaced;
  }
}
