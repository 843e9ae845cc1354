package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The file calls of the ledger, so that tests can make each of them fail. */
interface Disk {
  /**
   * Takes what keeps a directory to one process, until it is closed or the process dies.
   *
   * @param path the file that is locked; it is left there
   * @throws IOException when somebody has it
   */
  Closeable lock(Path path) throws IOException;

  /** Makes a directory and those around it, readable by their owner alone, where there is none. */
  void makeDirectory(Path directory) throws IOException;

  /** What stands in a directory, in any order; nothing where there is no such directory. */
  List<Path> list(Path directory) throws IOException;

  /** Whether something stands under a name. */
  boolean has(Path path);

  /**
   * What tells a file or directory from another that stands under the same name later.
   *
   * @throws java.nio.file.NoSuchFileException when nothing stands there
   */
  Object key(Path path) throws IOException;

  /** Opens a file to be read only; the ledger may be at work on it. */
  ByteSource read(Path path) throws IOException;

  /** All of a small file. */
  default byte[] whole(Path path) throws IOException {
    try (ByteSource source = read(path)) {
      byte[] all = new byte[Math.toIntExact(source.size())];
      return Arrays.copyOf(all, source.read(0, all, 0, all.length));
    }
  }

  /**
   * Puts a small file in place, whole and durable but for its name.
   *
   * @param everybodys whether others than its owner may read it
   */
  void place(Path path, byte[] content, boolean everybodys) throws IOException;

  /** Gives a file that is not open another name, which nothing stands under. */
  void move(Path from, Path to) throws IOException;

  /** Removes a file that is not open. */
  void remove(Path path) throws IOException;

  /** Makes an empty file, readable by its owner alone; empties one that is there. */
  Handle create(Path path) throws IOException;

  /** Opens a file to write to. */
  Handle open(Path path) throws IOException;

  /** Makes the names in a directory durable. */
  void force(Path directory) throws IOException;

  /** An open file. */
  interface Handle extends ByteSource {
    /**
     * Writes all of the buffer, normally in one call.
     *
     * @throws IOException when not all was written
     */
    void write(ByteBuffer octets, long at) throws IOException;

    /**
     * Maps room that {@link #write} has written to, so that later writes need no call. What is put
     * there lies in the operating system's cache of the file at once: it survives the process, and
     * every reader of the file sees it.
     *
     * @param from the first octet, a multiple of four
     * @param octets how many
     */
    Window map(long from, int octets) throws IOException;

    /** Gives a window back that nobody writes to any more. Closing the file does so too. */
    void unmap(Window window);

    /** Makes what was written and put durable. */
    void force() throws IOException;

    /**
     * Marks all of the file, as it is read now, as not yet written, so that the next {@link #force}
     * is about all of it. Takes nothing back of what others write to it meanwhile.
     */
    void again() throws IOException;

    /** Cuts the file. */
    void truncate(long size) throws IOException;

    /** Gives the file another name, at once. */
    void moveTo(Path path) throws IOException;

    /** Closes the file and removes it, as far as the disk lets it. */
    void discard();
  }

  /** A mapped stretch of a file, for one writer thread. */
  interface Window {
    /**
     * Whether octets of the file lie in the window.
     *
     * @param at the place in the file
     */
    boolean holds(long at, int octets);

    /**
     * Puts all of the buffer, four octets at least, where there are zeros: the first four behind
     * all others, so that a crash or a reader on the way finds zeros there.
     *
     * @param at the place in the file
     * @throws IOException when the file has no room there after all; then some of it may be put
     */
    void put(ByteBuffer octets, long at) throws IOException;
  }
}
