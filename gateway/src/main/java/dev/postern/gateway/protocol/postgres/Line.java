package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames of an open session in both directions, one method for each kind: what was decided,
 * what continues it, what only gives structure, what ends something.
 */
final class Line {
  /** Replies up to this many bytes are put together before they are shown. */
  private static final int GATHER = 16 << 10;

  private static final byte[] FLUSH = FrontendPrinter.print(new FrontendMessage.Flush());

  private final Conversation conversation;
  private final Passage opening;
  private final List<Slice> gathered = new ArrayList<>(4);
  private Passage gatheredOf;
  private int gatheredBytes;
  private boolean unfinished;
  private boolean farewell;

  Line(Conversation conversation, Passage opening) {
    this.conversation = conversation;
    this.opening = opening;
    this.gatheredOf = opening;
  }

  /** The very bytes that were decided. */
  void decided(Passage passage, Tally tally) {
    tally.sent(passage.forwarded().length());
    conversation.emit(
        new Command.Send(Conversation.TARGET, passage, passage.forwarded().view(), false));
  }

  /** What belongs to an operation that was decided: Execute, Describe, COPY's data. */
  void continued(Passage passage, Tally tally, Slice bytes) {
    tally.sent(bytes.length());
    conversation.send(passage, bytes);
  }

  /** Sync, Close, Describe of a statement, poison: asks the target for nothing of its own. */
  void structural(Slice bytes) {
    conversation.send(opening, bytes);
  }

  /** Makes the target say what it has ready. */
  void flush() {
    structural(Slice.of(FLUSH));
  }

  /** Ends what a passage began, which one that was taken back still may. */
  void closing(Passage passage, byte[] frame) {
    conversation.sendClosing(passage, Slice.of(frame));
  }

  /** A message of the target's that belongs to an operation. */
  void show(Passage passage, Tally tally, Slice bytes) {
    tally.shown(bytes.length());
    gather(passage, bytes);
  }

  /** A message of the target's that belongs to the session. */
  void show(Slice bytes) {
    gather(opening, bytes);
  }

  /** Whether the last message that was shown goes on. */
  void unfinished(boolean more) {
    unfinished = more;
  }

  /** The target said that the session ends. */
  void farewell() {
    farewell = true;
  }

  /** An error in the gateway's own words. */
  void say(Report report) {
    deliver();
    conversation.say(new BackendMessage.ErrorResponse(report));
  }

  /** A notice in the gateway's own words. */
  void notice(Report report) {
    deliver();
    if (speakable()) {
      conversation.say(new BackendMessage.NoticeResponse(report));
    }
  }

  /** Whether the client can be told something in the gateway's own words. */
  boolean speakable() {
    return !unfinished && !farewell;
  }

  /** Shows what was gathered. */
  void deliver() {
    if (gathered.size() == 1) {
      conversation.show(gatheredOf, gathered.getFirst());
    } else if (!gathered.isEmpty()) {
      ByteBuffer whole = ByteBuffer.allocate(gatheredBytes);
      gathered.forEach(slice -> whole.put(slice.buffer()));
      conversation.show(gatheredOf.show(whole.flip()));
    }
    gathered.clear();
    gatheredBytes = 0;
  }

  /** Writes how an operation ended. */
  void close(Passage passage, Tally tally, Leaf.End end) {
    if (gatheredOf == passage) {
      // Only what was vouched for while the passage was open may still be shown.
      deliver();
    }
    conversation.emit(new Command.Close(passage, tally.ending(end)));
  }

  private void gather(Passage passage, Slice bytes) {
    if (passage != gatheredOf || gatheredBytes + bytes.length() > GATHER) {
      deliver();
    }
    gatheredOf = passage;
    gathered.add(bytes);
    gatheredBytes += bytes.length();
  }
}
