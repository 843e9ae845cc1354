package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operating system's files. */
final class RealDisk implements Disk {
  private static final Logger LOG = LoggerFactory.getLogger(RealDisk.class);
  private static final long AGAIN = 4 << 20;
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @Override
  public Closeable lock(Path path) throws IOException {
    return OneProcess.lock(path);
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Override
  public boolean has(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Object key(Path path) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(path, BasicFileAttributes.class).fileKey(),
        "the file system tells files apart");
  }

  @Override
  public ByteSource read(Path path) throws IOException {
    return new FileSource(path);
  }

  @Override
  public void place(Path path, byte[] content, boolean everybodys) throws IOException {
    Path draft = path.resolveSibling(path.getFileName() + ".draft");
    Files.deleteIfExists(draft);
    FileAttribute<?> readable =
        PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(everybodys ? "rw-r--r--" : "rw-------"));
    try (FileChannel channel =
        FileChannel.open(
            draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), readable)) {
      channel.write(ByteBuffer.wrap(content));
      channel.force(true);
    }
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    Files.move(from, to);
  }

  @Override
  public void remove(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public Handle create(Path path) throws IOException {
    Set<OpenOption> fresh =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    return new Channel(path, FileChannel.open(path, fresh, OWNER_ONLY));
  }

  @Override
  public Handle open(Path path) throws IOException {
    return new Channel(path, reopened(path));
  }

  @Override
  public void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileChannel reopened(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static final class Channel implements Handle {
    private Path path;
    private FileChannel channel;
    private final List<MappedWindow> windows = new ArrayList<>();
    private boolean closed;

    Channel(Path path, FileChannel channel) {
      this.path = path;
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer octets, long at) throws IOException {
      FileChannel open = channel();
      long place = at;
      while (octets.hasRemaining()) {
        int wrote = open.write(octets, place);
        if (wrote <= 0) {
          throw new IOException("the disk took nothing");
        }
        place += wrote;
      }
    }

    @Override
    public int read(long at, byte[] into, int from, int count) throws IOException {
      ByteBuffer room = ByteBuffer.wrap(into, from, count);
      long place = at;
      while (room.hasRemaining()) {
        int got = channel().read(room, place);
        if (got < 0) {
          break;
        }
        place += got;
      }
      return (int) (place - at);
    }

    @Override
    public Window map(long from, int octets) throws IOException {
      Arena arena = Arena.ofShared();
      try {
        MappedWindow window =
            new MappedWindow(
                arena, channel().map(FileChannel.MapMode.READ_WRITE, from, octets, arena), from);
        window.touch();
        keep(window);
        return window;
      } catch (IOException | RuntimeException failed) {
        arena.close();
        throw failed;
      }
    }

    private synchronized void keep(MappedWindow window) throws IOException {
      if (closed) {
        throw new IOException("the file is closed: " + path);
      }
      windows.add(window);
    }

    @Override
    public synchronized void unmap(Window window) {
      if (window instanceof MappedWindow mapped && windows.remove(mapped)) {
        mapped.close();
      }
    }

    @Override
    public synchronized void force() throws IOException {
      windows.forEach(MappedWindow::force);
      channel().force(false);
    }

    @Override
    public void again() throws IOException {
      long size = size();
      for (long at = 0; at < size; at += AGAIN) {
        try (Arena arena = Arena.ofConfined()) {
          long octets = Math.min(AGAIN, size - at);
          new MappedWindow(
                  arena, channel().map(FileChannel.MapMode.READ_WRITE, at, octets, arena), at)
              .touch();
        }
      }
      // The last few octets of a file need not be a whole number, which is what is touched.
      int rest = (int) (size % Integer.BYTES);
      byte[] last = new byte[rest];
      if (rest > 0 && read(size - rest, last, 0, rest) == rest) {
        write(ByteBuffer.wrap(last), size - rest);
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      channel().truncate(size);
    }

    @Override
    public long size() throws IOException {
      return channel().size();
    }

    @Override
    public void moveTo(Path other) throws IOException {
      Files.move(path, other, StandardCopyOption.ATOMIC_MOVE);
      path = other;
    }

    @Override
    public void discard() {
      try (Handle closing = this) {
        Files.deleteIfExists(path);
      } catch (IOException later) {
        // What cannot be removed now is a draft, which the next start removes.
        LOG.debug("a draft of the ledger could not be removed: {}", later.toString());
      }
    }

    @Override
    public synchronized void close() throws IOException {
      closed = true;
      windows.forEach(MappedWindow::close);
      windows.clear();
      channel.close();
    }

    /** An interrupt of the thread closes a channel for good; the ledger outlives it. */
    private FileChannel channel() throws IOException {
      if (!channel.isOpen() && !closed) {
        channel = reopened(path);
      }
      return channel;
    }
  }
}
