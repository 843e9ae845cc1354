package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The real disk, with faults that a test turns on and off. */
final class FaultyDisk extends DiskOver {
  /** There are no blocks left: what has its blocks can be written to, no file grows. */
  volatile boolean full;

  /** Nothing can be written or put anywhere. */
  volatile boolean dead;

  /** Of each write and put only so many octets arrive before it fails; negative for all. */
  volatile int writesOnly = -1;

  /** The keeper makes no room, so that what was made ahead comes to its end. */
  volatile boolean noRoom;

  /** Nothing can be flushed. */
  volatile boolean deaf;

  /** So many files more can be flushed by the keeper; negative for all. */
  final AtomicInteger keeperFlushes = new AtomicInteger(-1);

  /** Flushing breaks in a way that no disk does. */
  volatile boolean broken;

  /** Nothing can be cut. */
  volatile boolean uncuttable;

  /** No file can be made. */
  volatile boolean noFiles;

  /** Flushes wait for it. */
  volatile CountDownLatch stuck = new CountDownLatch(0);

  /** What could not be flushed cannot be handed over again. */
  volatile boolean unrepeatable;

  /** Cutting breaks in a way that no disk does. */
  volatile boolean brokenCuts;

  /** How many files were handed over again. */
  final AtomicInteger agains = new AtomicInteger();

  final AtomicInteger puts = new AtomicInteger();
  final AtomicInteger forces = new AtomicInteger();

  private final Disk real;
  private final ThreadLocal<Integer> written = ThreadLocal.withInitial(() -> 0);

  /** All is well so far. */
  FaultyDisk() {
    this(new RealDisk());
  }

  private FaultyDisk(Disk real) {
    super(real);
    this.real = real;
  }

  /**
   * How many writes the calling thread made; the keeper's, which come when they come, are not its.
   */
  int writesOfThisThread() {
    return written.get();
  }

  @Override
  public Handle create(Path path) throws IOException {
    if (noFiles) {
      throw new IOException("No space left on device");
    }
    return new Faulty(real.create(path));
  }

  @Override
  public Handle open(Path path) throws IOException {
    return new Faulty(real.open(path));
  }

  @Override
  public void force(Path directory) throws IOException {
    real.force(directory);
  }

  private final class Faulty implements Handle {
    private final Handle file;

    Faulty(Handle file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer octets, long at) throws IOException {
      written.set(written.get() + 1);
      if (full && at + octets.remaining() > file.size()) {
        throw new IOException("No space left on device");
      }
      faults(octets, at);
      file.write(octets, at);
    }

    private void faults(ByteBuffer octets, long at) throws IOException {
      if (dead) {
        throw new IOException("Input/output error");
      }
      if (writesOnly >= 0) {
        int some = Math.min(writesOnly, octets.remaining());
        file.write(octets.slice(octets.position(), some), at);
        throw new IOException("Input/output error");
      }
    }

    @Override
    public Window map(long from, int octets) throws IOException {
      if (noRoom) {
        throw new IOException("Cannot allocate memory");
      }
      return new FaultyWindow(file.map(from, octets));
    }

    @Override
    public void unmap(Window window) {
      file.unmap(((FaultyWindow) window).window());
    }

    private final class FaultyWindow implements Window {
      private final Window window;

      FaultyWindow(Window window) {
        this.window = window;
      }

      Window window() {
        return window;
      }

      @Override
      public boolean holds(long at, int octets) {
        return window.holds(at, octets);
      }

      @Override
      public void put(ByteBuffer octets, long at) throws IOException {
        faults(octets, at);
        puts.incrementAndGet();
        window.put(octets, at);
      }
    }

    @Override
    public void force() throws IOException {
      forces.incrementAndGet();
      try {
        stuck.await();
      } catch (InterruptedException hurried) {
        throw new IOException(hurried);
      }
      if (broken) {
        throw new AssertionError("a defect");
      }
      if (deaf || deafKeeper()) {
        throw new IOException("Input/output error");
      }
      file.force();
    }

    private boolean deafKeeper() {
      return Thread.currentThread().getName().equals("ledger-keeper")
          && keeperFlushes.getAndUpdate(left -> left > 0 ? left - 1 : left) == 0;
    }

    @Override
    public void truncate(long size) throws IOException {
      if (brokenCuts) {
        throw new AssertionError("a defect");
      }
      if (uncuttable) {
        throw new IOException("Input/output error");
      }
      file.truncate(size);
    }

    @Override
    public void again() throws IOException {
      agains.incrementAndGet();
      if (unrepeatable) {
        throw new IOException("Input/output error");
      }
      file.again();
    }

    @Override
    public void moveTo(Path path) throws IOException {
      file.moveTo(path);
    }

    @Override
    public void discard() {
      file.discard();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(long at, byte[] into, int from, int count) throws IOException {
      return file.read(at, into, from, count);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
