package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room of one file of recordings: the window that is written to, and the next one, which the
 * keeper fills with zeros and maps meanwhile. The windows overlap, so that nothing crosses from one
 * to the other. One thread puts.
 */
final class Room {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  /** Octets of a window, without what it shares with the one before. */
  private static final int WINDOW = 4 << 20;

  private static final int CHUNK = 1 << 20;
  private static final int PAGE = 4096;

  private final Disk.Handle file;
  private final long limit;
  private final Executor keeper;
  private final ReentrantLock filling = new ReentrantLock();
  private Disk.Window current;
  private boolean asked;
  private volatile Disk.@Nullable Window next;
  private volatile boolean stopped;
  private long end;

  /**
   * The room of a new file.
   *
   * @param first its first window, {@link #first} octets from the file's beginning
   * @param limit how long the file may become
   */
  Room(Disk.Handle file, Disk.Window first, long limit, Executor keeper) {
    this.file = file;
    this.current = first;
    this.end = first(limit);
    this.limit = limit;
    this.keeper = keeper;
  }

  /** Octets of the first window of a file that may become so long. */
  static int first(long limit) {
    return (int) Math.min(WINDOW, limit);
  }

  /** Writes zeros, so that the file has its blocks. */
  static void fill(Disk.Handle file, long from, long octets) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(CHUNK, octets));
    for (long done = 0; done < octets; done += zeros.limit()) {
      file.write(zeros.clear().limit((int) Math.min(CHUNK, octets - done)), from + done);
    }
  }

  /** Whether so much may be put at a place now; at the file's end there may be no room yet. */
  boolean holds(long at, int octets) {
    Disk.Window ahead = next;
    return current.holds(at, octets) || (ahead != null && ahead.holds(at, octets));
  }

  /** Puts what {@link #holds} said yes to. */
  void put(ByteBuffer octets, long at) throws IOException {
    Disk.Window ahead = next;
    if (ahead != null && !current.holds(at, octets.remaining())) {
      Disk.Window full = current;
      current = ahead;
      next = null;
      asked = false;
      keeper.execute(() -> file.unmap(full));
    }
    if (!asked) {
      asked = true;
      keeper.execute(this::prepareQuietly);
    }
    current.put(octets, at);
  }

  /**
   * Makes no more room; never waits.
   *
   * @return whether the keeper has let go of the file; else it does so soon
   */
  boolean tryStop() {
    stopped = true;
    boolean idle = filling.tryLock();
    if (idle) {
      filling.unlock();
    }
    return idle;
  }

  /** Makes no more room; waits until the keeper has let go of the file. */
  void stop() {
    stopped = true;
    filling.lock();
    filling.unlock();
  }

  private void prepareQuietly() {
    filling.lock();
    try {
      prepare();
    } catch (IOException | RuntimeException | Error full) {
      // The part ends where its room does; the one that follows says whether there is any.
      LOG.warn("no room could be made ahead for recordings: {}", full.toString());
    } finally {
      filling.unlock();
    }
  }

  private void prepare() throws IOException {
    int more = (int) Math.min(WINDOW, limit - end);
    if (more <= 0) {
      return;
    }
    for (int done = 0; done < more; done += CHUNK) {
      if (stopped) {
        return;
      }
      fill(file, end + done, Math.min(CHUNK, more - done));
    }
    long from = Math.max(0, end - WINDOW / 2) & -PAGE;
    next = file.map(from, (int) (end + more - from));
    end += more;
  }
}
