package dev.postern.gateway.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A stretch of a file in memory.
 *
 * <p>A store to a page that the disk has no room for, or whose file was cut, is skipped by the
 * virtual machine, which throws its {@link InternalError} some instructions later. So what was put
 * is compared before it counts.
 */
final class MappedWindow implements Disk.Window {
  private static final ValueLayout.OfInt FIRST =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final int FIRST_OCTETS = 4;
  private static final VarHandle ANY = ValueLayout.JAVA_INT.varHandle();
  private static final int PAGE = 4096;

  private final Arena arena;
  private final MemorySegment memory;
  private final long from;

  /**
   * A window on mapped memory, which it owns.
   *
   * @param from where it lies in the file, a multiple of four
   */
  MappedWindow(Arena arena, MemorySegment memory, long from) {
    this.arena = arena;
    this.memory = memory;
    this.from = from;
  }

  /**
   * Stores to every page once, so that the loop that puts later meets none for the first time. In
   * place and at once, for a loop may be putting to the same pages through another window.
   */
  void touch() throws IOException {
    try {
      for (long at = 0; at + Integer.BYTES <= memory.byteSize(); at += PAGE) {
        ANY.getAndAdd(memory, at, 0);
      }
      settle();
    } catch (InternalError noRoom) {
      throw new IOException("the disk has no room for what was mapped", noRoom);
    }
  }

  @Override
  public boolean holds(long at, int octets) {
    return at >= from && at - from + octets <= memory.byteSize();
  }

  @Override
  public void put(ByteBuffer octets, long at) throws IOException {
    MemorySegment source = MemorySegment.ofBuffer(octets);
    long count = source.byteSize();
    MemorySegment room = memory.asSlice(at - from, count);
    try {
      MemorySegment.copy(source, FIRST_OCTETS, room, FIRST_OCTETS, count - FIRST_OCTETS);
      VarHandle.releaseFence();
      room.set(FIRST, 0, source.get(FIRST, 0));
      if (room.mismatch(source) < 0) {
        octets.position(octets.limit());
        return;
      }
      settle();
    } catch (InternalError noRoom) {
      throw new IOException("the disk has no room for what was mapped", noRoom);
    }
    throw new IOException("the disk has no room for what was mapped");
  }

  /** Writes to the disk what was put. */
  void force() {
    memory.force();
  }

  /** Gives the memory back; the writer must have stopped. */
  void close() {
    arena.close();
  }

  /** Lets an error that waits to be thrown come now. */
  private static void settle() {
    Thread.yield();
  }
}
