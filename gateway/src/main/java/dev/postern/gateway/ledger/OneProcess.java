package dev.postern.gateway.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The lock that keeps a ledger to one process. The system takes it back when the process dies, so
 * the file that is left of it keeps nobody out.
 */
final class OneProcess {
  private OneProcess() {}

  /**
   * Takes the lock, until its channel is closed.
   *
   * @throws IOException when somebody has it
   */
  static Closeable lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException ours) {
      // Another ledger of this very process has it.
    }
    channel.close();
    throw new IOException("another process keeps this ledger: " + file.getParent());
  }
}
