package dev.postern.gateway.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that holds the lock of a file until its input ends. */
public final class HeldLock {
  private HeldLock() {}

  /** Says a line when it has it. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      System.out.println(lock.isValid());
      while (System.in.read() >= 0) {
        // Nothing is said to it but the end.
      }
    }
  }
}
