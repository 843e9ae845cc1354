package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of a ledger, opened to be read only; the ledger may be at work on it. */
final class FileSource implements ByteSource {
  private final FileChannel channel;

  FileSource(Path path) throws IOException {
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long at, byte[] into, int from, int count) throws IOException {
    ByteBuffer room = ByteBuffer.wrap(into, from, count);
    while (room.hasRemaining()) {
      if (channel.read(room, at + room.position() - from) < 0) {
        break;
      }
    }
    return room.position() - from;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
