package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.PartScan;
import dev.postern.kernel.audit.RecordingScan;
import dev.postern.kernel.audit.SegmentHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two open files of a part of a segment, and how far they are good. Where room was made ahead
 * and mapped, a turn is put there without a call; else it is written.
 */
final class Part {
  private static final Logger LOG = LoggerFactory.getLogger(Part.class);

  private final Disk.Handle leaves;
  private final Disk.Handle recordings;
  private final boolean flushed;
  private Disk.@Nullable Window leavesRoom;
  private @Nullable Room recordingsRoom;
  private long leavesAt = SegmentHeader.LENGTH;
  private long recordingsAt;
  private boolean torn;
  private boolean unsure;

  /**
   * A part whose header is written.
   *
   * @param flushed whether its writer flushes each turn before it counts
   */
  Part(Disk.Handle leaves, Disk.Handle recordings, boolean flushed) {
    this.leaves = leaves;
    this.recordings = recordings;
    this.flushed = flushed;
  }

  /** The same with mapped room. */
  Part(Spare spare, Room room) {
    this(spare.leaves(), spare.recordings(), false);
    this.leavesRoom = spare.leavesRoom();
    this.recordingsRoom = room;
  }

  /** Whether a turn stands in it. */
  boolean used() {
    return leavesAt > SegmentHeader.LENGTH;
  }

  /** Whether a turn behind those that stand in it would pass its limits or its room. */
  boolean full(int turn, int recorded, LedgerSettings settings) {
    Room room = recordingsRoom;
    return used()
        && (leavesAt + turn > settings.segmentOctets()
            || recordingsAt + recorded > settings.recordingsOctets()
            || (recorded > 0 && room != null && !room.holds(recordingsAt, recorded)));
  }

  /**
   * Writes a turn: recordings first, so that no leaf stands without them.
   *
   * @throws IOException when it could not be written; then it is cut off, or the part is torn
   */
  void write(ByteBuffer recorded, ByteBuffer turn) throws IOException {
    int beside = recorded.remaining();
    int octets = turn.remaining();
    try {
      if (beside > 0) {
        record(recorded, beside);
      }
      Disk.Window room = leavesRoom;
      if (room != null && room.holds(leavesAt, octets)) {
        room.put(turn, leavesAt);
      } else {
        leaves.write(turn, leavesAt);
      }
    } catch (IOException | RuntimeException | Error failed) {
      tear();
      throw failed;
    }
    leavesAt += octets;
    recordingsAt += beside;
  }

  private void record(ByteBuffer recorded, int beside) throws IOException {
    Room room = recordingsRoom;
    if (room != null && room.holds(recordingsAt, beside)) {
      room.put(recorded, recordingsAt);
      return;
    }
    // More than a window, for a part with room is left when there is none: no keeper writes to it.
    leaveRoom();
    recordings.write(recorded, recordingsAt);
  }

  /** Writes the part's last frame and cuts what is behind it. */
  void end(ByteBuffer frame) throws IOException {
    try {
      int octets = frame.remaining();
      leaves.write(frame, leavesAt);
      leaves.truncate(leavesAt + octets);
    } catch (IOException | RuntimeException | Error failed) {
      tear();
      throw failed;
    }
  }

  /** Where it stands. */
  Place place() {
    return new Place(leavesAt, recordingsAt);
  }

  /** A place in both files. */
  record Place(long leavesAt, long recordingsAt) {}

  /** Goes back to an earlier place. */
  void back(Place earlier) {
    leavesAt = earlier.leavesAt();
    recordingsAt = earlier.recordingsAt();
    tear();
  }

  /** Marks it as torn, so that nothing is written before it was cut. */
  void torn() {
    torn = true;
  }

  /** Cuts what does not count, if there is any. */
  void mend() throws IOException {
    if (torn) {
      leaveRoom();
      leaves.truncate(leavesAt);
      recordings.truncate(recordingsAt);
      torn = false;
      if (flushed) {
        sure();
      }
    }
  }

  /** What was in doubt is cut off; the next flush is about what is written from here on. */
  private synchronized void sure() {
    unsure = false;
  }

  /** Makes something durable. */
  interface Flush {
    void force() throws IOException;
  }

  /**
   * Makes durable what was written, on another thread than the writer's. The system tells a failure
   * once: when it is told here, the writer must not believe its own next flush. Where the writer
   * has no flush of its own, what stands is given to the disk again.
   *
   * @param upTo what has to be durable
   */
  synchronized void forceApart(Place upTo) throws IOException {
    if (flushed) {
      force();
    } else {
      settle(upTo);
    }
  }

  /**
   * Makes durable what was written, on the writer's thread.
   *
   * @throws IOException when it is not durable; then it has to be cut off and written again
   */
  synchronized void forceAll() throws IOException {
    boolean before = unsure;
    force();
    if (before) {
      unsure = true;
      throw new IOException("a flush of what was written failed meanwhile");
    }
  }

  /**
   * Makes all durable, also where a flush has failed: the system counts what it could not write as
   * written, so it is handed over again, and read, for it may have been dropped meanwhile.
   */
  private synchronized void settle(Place upTo) throws IOException {
    if (unsure) {
      recordings.again();
      leaves.again();
      if (!readable(upTo)) {
        throw new IOException(Health.DROPPED);
      }
    }
    force();
    unsure = false;
  }

  private boolean readable(Place upTo) throws IOException {
    PartScan leaf = PartScan.of(leaves);
    while (leaf.at() < upTo.leavesAt()) {
      if (!(leaf.next() instanceof PartScan.Found.Turn)) {
        return false;
      }
    }
    RecordingScan recorded = new RecordingScan(recordings);
    while (recorded.at() < upTo.recordingsAt()) {
      switch (recorded.next()) {
        case RecordingScan.Found.Kept kept -> {}
        case RecordingScan.Found.Erased erased -> {}
        case RecordingScan.Found.Unreadable lost -> {
          return false;
        }
        case RecordingScan.Found.Nothing lost -> {
          return false;
        }
      }
    }
    return true;
  }

  private void force() throws IOException {
    try {
      recordings.force();
      leaves.force();
    } catch (IOException | RuntimeException | Error failed) {
      unsure = true;
      throw failed;
    }
  }

  /** Gives back the room that was not used, makes the rest durable, closes the files. */
  void letGo() throws IOException {
    Room room = recordingsRoom;
    if (room != null) {
      room.stop();
    }
    if (recordings.size() > recordingsAt) {
      recordings.truncate(recordingsAt);
    }
    settle(place());
    try {
      close();
    } catch (IOException late) {
      // All of it is on the disk: whoever tried again would find a file that is half closed.
      LOG.warn("a file of the ledger could not be closed: {}", late.toString());
    }
  }

  /** Closes the files as they are. */
  void close() throws IOException {
    try (Closeable last = leaves::close) {
      recordings.close();
    }
  }

  /** Cuts at once, so that a crash does not leave what was refused; the next call tries again. */
  private void tear() {
    torn = true;
    try {
      mend();
    } catch (IOException | RuntimeException | Error again) {
      torn = true;
    }
  }

  private void leaveRoom() throws IOException {
    Room room = recordingsRoom;
    if (room != null && !room.tryStop()) {
      throw new IOException("room is being made in the file of recordings");
    }
    recordingsRoom = null;
    leavesRoom = null;
  }
}
