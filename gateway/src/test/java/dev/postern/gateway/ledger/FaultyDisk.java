package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The real disk, with faults that a test turns on and off. */
final class FaultyDisk implements Disk {
  /** No write takes anything, as on a full disk. */
  volatile boolean full;

  /** Of each write only so many octets arrive before it fails; negative for all. */
  volatile int writesOnly = -1;

  /** Nothing can be flushed. */
  volatile boolean deaf;

  /** Nothing can be cut. */
  volatile boolean uncuttable;

  /** No file can be made. */
  volatile boolean noFiles;

  /** Flushes wait for it. */
  volatile CountDownLatch stuck = new CountDownLatch(0);

  final AtomicInteger forces = new AtomicInteger();

  private final Disk real = new RealDisk();
  private final ThreadLocal<Integer> written = ThreadLocal.withInitial(() -> 0);

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
      if (full) {
        throw new IOException("No space left on device");
      }
      if (writesOnly >= 0) {
        int some = Math.min(writesOnly, octets.remaining());
        file.write(octets.slice(octets.position(), some), at);
        throw new IOException("Input/output error");
      }
      file.write(octets, at);
    }

    @Override
    public void force() throws IOException {
      forces.incrementAndGet();
      try {
        stuck.await();
      } catch (InterruptedException hurried) {
        throw new IOException(hurried);
      }
      if (deaf) {
        throw new IOException("Input/output error");
      }
      file.force();
    }

    @Override
    public void truncate(long size) throws IOException {
      if (uncuttable) {
        throw new IOException("Input/output error");
      }
      file.truncate(size);
    }

    @Override
    public void moveTo(Path path) throws IOException {
      file.moveTo(path);
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
