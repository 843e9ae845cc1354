package dev.postern.gateway.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writers of one vault file, one at a time, by a lock on a file beside it: that one stays when
 * the vault itself is replaced. Any thread.
 */
final class VaultWriters {
  /** Locks of files are held by the process: within it, writers wait here. */
  private static final ReentrantLock HERE = new ReentrantLock();

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Path lock;
  private final Duration longest;

  /**
   * @param longest how long a writer waits for another one
   */
  VaultWriters(Path vault, Duration longest) {
    this.lock = vault.resolveSibling(vault.getFileName() + ".lock");
    this.longest = longest;
  }

  /** What a writer does. */
  @FunctionalInterface
  interface Writing {
    /** Reads and writes. */
    void run() throws IOException;
  }

  /**
   * Writes while nobody else does.
   *
   * @throws VaultFault when somebody else goes on writing, or holds the lock for no reason
   */
  void alone(Writing writing) throws IOException {
    long until = System.nanoTime() + longest.toNanos();
    demand(entered());
    try (FileChannel channel = OwnedFiles.writable(lock);
        FileLock held = locked(channel, until)) {
      demand(held.isValid());
      writing.run();
    } finally {
      HERE.unlock();
    }
  }

  private boolean entered() throws IOException {
    try {
      return HERE.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopping);
    }
  }

  private FileLock locked(FileChannel channel, long until) throws IOException {
    FileLock held = channel.tryLock();
    while (held == null) {
      demand(System.nanoTime() - until < 0 && !Thread.currentThread().isInterrupted());
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      held = channel.tryLock();
    }
    return held;
  }

  private void demand(boolean free) throws VaultFault {
    if (!free) {
      throw new VaultFault(
          "somebody else holds " + lock + "; nothing was written in " + longest.toSeconds() + " s");
    }
  }
}
