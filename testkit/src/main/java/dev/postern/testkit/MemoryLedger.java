package dev.postern.testkit;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.operation.Durability;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * A ledger in memory that fails when it is told to. All segments share one list, in the order of
 * the appends; any thread may use it.
 */
public final class MemoryLedger implements Ledger {
  private final SecureRandom random = new SecureRandom();
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Integer> open = new HashSet<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private long opened;
  private int appends;
  private int failures;
  private boolean broken;
  private final Set<Durability> slow = EnumSet.noneOf(Durability.class);

  private record Waiting(List<Entry> entries, Receipt receipt) {}

  /** Makes every append fail until it is told otherwise. */
  public synchronized void fail(boolean fails) {
    broken = fails;
  }

  /** Makes the next appends fail, as many as said. */
  public synchronized void failNext(int times) {
    failures = times;
  }

  /** How many appends wait for the disk. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** How many of the next appends fail. */
  public synchronized int failures() {
    return failures;
  }

  /**
   * Keeps appends that have a receipt waiting, as a slow disk would, until {@link #settle()}.
   * Appends without one are not held.
   */
  public synchronized void slow(boolean waits) {
    for (Durability level : Durability.values()) {
      slow(level, waits);
    }
  }

  /** The same for the segments of one level. */
  public synchronized void slow(Durability level, boolean waits) {
    if (waits) {
      slow.add(level);
    } else {
      slow.remove(level);
    }
  }

  /** Writes what waits, or fails it, and tells the receipts on this thread. */
  public void settle() {
    while (true) {
      Waiting next;
      synchronized (this) {
        if (waiting.isEmpty()) {
          return;
        }
        next = waiting.remove();
      }
      answer(next.entries(), next.receipt());
    }
  }

  /** Everything appended so far, in order. */
  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The leaves of everything appended so far, in order. */
  public List<Leaf> leaves() {
    return entries().stream().map(Entry::leaf).toList();
  }

  /** The leaves of one kind, in order. */
  public <L extends Leaf> List<L> leaves(Class<L> kind) {
    return leaves().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What was recorded beside an entry, in order. */
  public List<Recording> recordings(EntryId of) {
    return entries().stream()
        .flatMap(entry -> entry.recordings().stream())
        .filter(recording -> recording.of().equals(of))
        .toList();
  }

  /** How many appends were tried, failed ones included. */
  public synchronized int appends() {
    return appends;
  }

  @Override
  public Durability level() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public synchronized Segment open(int number, Durability level) throws IOException {
    if (number < 0 || number > EntryId.LAST_SEGMENT) {
      throw new IllegalArgumentException("no segment has the number " + number);
    }
    if (broken) {
      throw new IOException("told to fail");
    }
    if (!open.add(number)) {
      throw new IllegalStateException("segment " + number + " is open already");
    }
    return new MemorySegment(number, EntryId.high(++opened, number), level);
  }

  private synchronized void write(List<Entry> turn) throws IOException {
    appends++;
    if (broken || failures > 0) {
      failures = Math.max(0, failures - 1);
      throw new IOException("told to fail");
    }
    entries.addAll(turn);
  }

  private void answer(List<Entry> turn, Receipt receipt) {
    try {
      write(turn);
    } catch (IOException why) {
      receipt.failed(why);
      return;
    }
    receipt.durable();
  }

  private final class MemorySegment implements Segment {
    private final int number;
    private final long high;
    private long low;
    private final Durability level;
    private boolean closed;

    MemorySegment(int number, long high, Durability level) {
      this.level = level;
      this.number = number;
      this.high = high;
    }

    @Override
    public EntryId next() {
      return new EntryId(high, ++low);
    }

    @Override
    public byte[] salt() {
      byte[] salt = new byte[16];
      random.nextBytes(salt);
      return salt;
    }

    @Override
    public void append(List<Entry> turn) throws IOException {
      usable();
      write(turn);
    }

    @Override
    public void append(List<Entry> turn, Receipt receipt) {
      usable();
      synchronized (MemoryLedger.this) {
        if (slow.contains(level)) {
          waiting.add(new Waiting(List.copyOf(turn), receipt));
          return;
        }
      }
      answer(turn, receipt);
    }

    @Override
    public void close() {
      synchronized (MemoryLedger.this) {
        closed = true;
        open.remove(number);
      }
    }

    private void usable() {
      if (closed) {
        throw new IllegalStateException("segment " + number + " is closed");
      }
    }
  }
}
