package dev.postern.prove;

import dev.postern.kernel.audit.ByteSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A file of recordings that nobody writes to. */
final class Recorded implements ByteSource {
  private final RandomAccessFile file;

  private Recorded(RandomAccessFile file) {
    this.file = file;
  }

  /** Opens it. */
  static Recorded open(Path file) throws IOException {
    return new Recorded(new RandomAccessFile(file.toFile(), "r"));
  }

  @Override
  public int read(long at, byte[] into, int from, int count) throws IOException {
    file.seek(at);
    int all = 0;
    for (int got = 0; all < count && got >= 0; all += Math.max(0, got)) {
      got = file.read(into, from + all, count - all);
    }
    return all;
  }

  @Override
  public long size() throws IOException {
    return file.length();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
