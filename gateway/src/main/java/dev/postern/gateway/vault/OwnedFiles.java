package dev.postern.gateway.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that are their owner's alone: others are refused, and written so that they are whole. */
final class OwnedFiles {
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private OwnedFiles() {}

  /**
   * Reads a file that nobody but its owner can read or write, in a folder where nobody else can put
   * another in its place.
   *
   * @param most octets; a longer file is refused
   * @throws NoSuchFileException when there is none
   * @throws VaultFault when it is somebody else's too, or too long
   */
  static byte[] read(Path file, int most) throws IOException {
    demandOwned(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] read = in.readNBytes(most + 1);
      if (read.length > most) {
        throw new VaultFault(file + " is longer than " + most + " octets");
      }
      return read;
    }
  }

  private static void demandOwned(Path file) throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
    others.addAll(attributes.permissions());
    others.removeAll(
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE));
    if (!attributes.isRegularFile() || !others.isEmpty()) {
      throw new VaultFault(file + " must be its owner's alone (mode 0600)");
    }
    Path folder = folder(file);
    Set<PosixFilePermission> writers = EnumSet.copyOf(WRITTEN_BY_OTHERS);
    writers.retainAll(Files.getPosixFilePermissions(folder));
    if (!writers.isEmpty()) {
      throw new VaultFault(folder + " must not be written by others (mode 0755 or less)");
    }
  }

  /** Writes a file that is not there yet. */
  static void create(Path file, byte[] content) throws IOException {
    write(file, content, StandardOpenOption.CREATE_NEW);
    flushFolder(file);
  }

  /** Puts another content in a file's place: after a crash there is the one or the other, whole. */
  static void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    // One that a crash left behind was never in force.
    Files.deleteIfExists(fresh);
    write(fresh, content, StandardOpenOption.CREATE_NEW);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    flushFolder(file);
  }

  private static void write(Path file, byte[] content, StandardOpenOption how) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, EnumSet.of(how, StandardOpenOption.WRITE), OWNERS)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Opens a file to write to it; one that is not there yet is made, its owner's alone. */
  static FileChannel writable(Path file) throws IOException {
    return FileChannel.open(
        file, EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OWNERS);
  }

  private static void flushFolder(Path file) throws IOException {
    try (FileChannel folder = FileChannel.open(folder(file), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /** Whether anything is there, links included. */
  static boolean present(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
