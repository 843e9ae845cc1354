package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.SessionStory;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Principal;
import java.time.Instant;
import java.util.Arrays;

/** What the index knows of a session. Guarded by the index. */
final class IndexedSession {
  private final Names names;
  private final Cast cast;
  private Instant opened;
  private Instant last;
  private long operations;
  private long refused;
  private long held;
  private long open;
  private long masked;
  private int[] blocks = new int[2];
  private int mentions;

  /**
   * What it is told by. Nothing else of its entries may stay: an index has a great many sessions.
   *
   * @param caller the whole chain
   */
  record Names(String session, Principal caller, String target) {}

  IndexedSession(Names names, Cast cast, Instant at) {
    this.names = names;
    this.cast = cast;
    this.opened = at;
    this.last = at;
  }

  Cast cast() {
    return cast;
  }

  /** Something was asked in it, or ended. */
  void at(Instant at) {
    opened = at.isBefore(opened) ? at : opened;
    last = at.isAfter(last) ? at : last;
  }

  void admitted() {
    operations++;
    open++;
  }

  void refused() {
    operations++;
    refused++;
  }

  void held() {
    held++;
  }

  void closed(Leaf.Outcome outcome) {
    open--;
    masked += outcome.counts().masked() + outcome.counts().withheld();
  }

  /** Something of it stands in a block; whether that was not known. */
  boolean mentioned(int block) {
    for (int i = mentions - 1; i >= 0 && i >= mentions - 4; i--) {
      if (blocks[i] == block) {
        return false;
      }
    }
    if (mentions == blocks.length) {
      blocks = Arrays.copyOf(blocks, mentions * 2);
    }
    blocks[mentions++] = block;
    return true;
  }

  /** The numbers of the blocks where something of it stands; one may come twice. */
  int[] blocks() {
    return Arrays.copyOf(blocks, mentions);
  }

  int mentions() {
    return mentions;
  }

  /**
   * Blocks have other numbers now, and some the same.
   *
   * @param numbers the new one of each
   */
  void renumbered(int[] numbers) {
    int[] before = blocks();
    mentions = 0;
    for (int block : before) {
      mentioned(numbers[block]);
    }
    blocks = Arrays.copyOf(blocks, Math.max(2, mentions));
  }

  SessionStory.Summary summary() {
    return new SessionStory.Summary(
        names.session(),
        names.caller(),
        names.target(),
        opened,
        last,
        new SessionStory.Summary.Tally(operations, refused, open, masked, held));
  }
}
