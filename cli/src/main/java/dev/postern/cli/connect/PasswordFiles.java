package dev.postern.cli.connect;

import dev.postern.cli.Trouble;
import dev.postern.cli.login.Logins;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;

/**
 * Minted passwords in files of libpq's form, one each, in a folder that nobody else opens. So a
 * password stands in no shell's history and in no list of processes. A file's time of change is
 * when its password ends; one that has ended is removed when the next is written.
 */
final class PasswordFiles {
  private static final int NAME_BYTES = 6;

  /** A file that another process just made has its time set in a moment. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private static final FileAttribute<Set<PosixFilePermission>> OWN_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWN_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  PasswordFiles(Path folder) {
    this.folder = folder;
  }

  /** Those of this user, beside the sign-ins. */
  static PasswordFiles usual() {
    return new PasswordFiles(Logins.folder().resolve("passwords").toAbsolutePath());
  }

  /** Writes a password's file. */
  Path keep(Minted minted, Instant now) throws Trouble {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    Path file = folder.resolve(HexFormat.of().formatHex(name));
    try {
      Files.createDirectories(folder, OWN_FOLDER);
      removeEnded(now.minus(GRACE));
      Files.createFile(file, OWN_FILE);
      Files.writeString(file, line(minted));
      Files.setLastModifiedTime(file, FileTime.from(minted.expires()));
      return file;
    } catch (IOException unwritable) {
      throw new Trouble(
          "cannot keep the password in " + file + ": " + unwritable.getMessage(), unwritable);
    }
  }

  private void removeEnded(Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static String line(Minted minted) {
    Minted.Door door = minted.door();
    return String.join(
            ":",
            Quoted.passwordFile(door.host()),
            Integer.toString(door.port()),
            Quoted.passwordFile(door.database()),
            Quoted.passwordFile(minted.user()),
            Quoted.passwordFile(minted.password()))
        + "\n";
  }
}
