package dev.postern.gateway.ledger;

import dev.postern.gateway.simulator.net.Chance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is in a file, and what of that is left when the power goes. */
final class SimulatedFile {
  private static final int SECTOR = 512;

  private byte[] octets = new byte[0];
  private byte[] sure = new byte[0];
  private final List<Change> unsure = new ArrayList<>();

  /** What was done to it: octets that were written, or a cut where there are none. */
  private record Change(int at, byte[] written) {
    boolean cut() {
      return written.length == 0;
    }
  }

  /** How much of what was not flushed is left. */
  enum Left {
    NOTHING,
    SOME,
    ALL
  }

  int size() {
    return octets.length;
  }

  int read(long at, byte[] into, int from, int count) {
    int there = (int) Math.max(0, Math.min(count, octets.length - at));
    System.arraycopy(octets, (int) Math.min(at, octets.length), into, from, there);
    return there;
  }

  void write(long at, byte[] more) {
    if (more.length > 0) {
      Change change = new Change((int) at, more);
      octets = applied(octets, change);
      unsure.add(change);
    }
  }

  void cut(long size) {
    Change change = new Change((int) size, new byte[0]);
    octets = applied(octets, change);
    unsure.add(change);
  }

  /** All that was done to it is on the disk. */
  void flushed() {
    unsure.forEach(change -> sure = applied(sure, change));
    unsure.clear();
  }

  /** A flush has failed, which the system tells once: it takes what was written for written. */
  void notFlushed() {
    unsure.removeIf(change -> !change.cut());
  }

  /** All of it counts as not yet flushed. */
  void again() {
    write(0, octets.clone());
  }

  /** The power went: what is left of it. */
  void lost(Left left, Chance chance) {
    for (Change change : unsure) {
      if (left == Left.ALL || left == Left.SOME && change.cut() && chance.oneIn(2)) {
        sure = applied(sure, change);
      } else if (left == Left.SOME && !change.cut()) {
        someSectors(change, chance);
      }
    }
    unsure.clear();
    octets = sure.clone();
  }

  private void someSectors(Change change, Chance chance) {
    byte[] written = change.written();
    for (int from = 0; from < written.length; ) {
      // Sectors of the file, not of the write.
      int to = Math.min(written.length, from + SECTOR - (change.at() + from) % SECTOR);
      if (chance.oneIn(2)) {
        byte[] sector = Arrays.copyOfRange(written, from, to);
        sure = applied(sure, new Change(change.at() + from, sector));
      }
      from = to;
    }
  }

  private static byte[] applied(byte[] before, Change change) {
    if (change.cut()) {
      return Arrays.copyOf(before, change.at());
    }
    int end = change.at() + change.written().length;
    byte[] after = end > before.length ? Arrays.copyOf(before, end) : before;
    System.arraycopy(change.written(), 0, after, change.at(), change.written().length);
    return after;
  }
}
