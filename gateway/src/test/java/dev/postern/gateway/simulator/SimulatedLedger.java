package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.operation.Durability;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A ledger whose disk answers when it is told, or not: appends of the level process-crash answer on
 * the caller's stack, those of power-loss when the world lets them, in order.
 */
final class SimulatedLedger implements Ledger {
  private final Chance chance;
  private final Consumer<Entry> durable;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private long opened;
  private boolean fails;
  private boolean slow;
  private int room = Integer.MAX_VALUE;

  private record Waiting(List<Entry> entries, Receipt receipt) {}

  /**
   * @param durable hears every entry once it is durable
   */
  SimulatedLedger(Chance chance, Consumer<Entry> durable) {
    this.chance = chance;
    this.durable = durable;
  }

  /** Whether every append fails from now on. */
  void fail(boolean now) {
    fails = now;
  }

  /** How many more entries find room. */
  void room(int entries) {
    room = entries;
  }

  /** Whether the disk answers nobody from now on. */
  void slow(boolean now) {
    slow = now;
  }

  /** How many appends wait for the disk. */
  int waiting() {
    return waiting.size();
  }

  /** Whether the disk could answer one of them now. */
  boolean answers() {
    return !slow && !waiting.isEmpty();
  }

  /** The disk answers the append that waits longest. */
  void answer() {
    Waiting next = waiting.remove();
    try {
      write(next.entries());
    } catch (IOException why) {
      next.receipt().failed(why);
      return;
    }
    next.receipt().durable();
  }

  private void write(List<Entry> entries) throws IOException {
    if (fails) {
      throw new IOException("the disk fails");
    }
    if (entries.size() > room) {
      throw new IOException("the disk is full");
    }
    room -= room == Integer.MAX_VALUE ? 0 : entries.size();
    entries.forEach(durable);
  }

  @Override
  public Durability level() {
    return Durability.PROCESS_CRASH;
  }

  @Override
  public Segment open(int number, Durability level) {
    return new OpenSegment(EntryId.high(++opened, number), level);
  }

  private final class OpenSegment implements Segment {
    private final long high;
    private final Durability level;
    private long low;

    OpenSegment(long high, Durability level) {
      this.high = high;
      this.level = level;
    }

    @Override
    public EntryId next() {
      return new EntryId(high, ++low);
    }

    @Override
    public byte[] salt() {
      byte[] salt = new byte[16];
      chance.fill(salt);
      return salt;
    }

    @Override
    public void append(List<Entry> entries) throws IOException {
      write(entries);
    }

    @Override
    public void append(List<Entry> entries, Receipt receipt) {
      if (level == Durability.POWER_LOSS) {
        waiting.add(new Waiting(List.copyOf(entries), receipt));
      } else {
        Segment.super.append(entries, receipt);
      }
    }

    @Override
    public void close() {
      // A world just ends.
    }
  }
}
